import { ApiSchema } from '@nestjs/swagger';
import { formatId, type DecisionRow, type PolicyRow, type PolicyVersionRow } from '@maestro/persistence';
import { policyActions, type PolicyDecision } from '@maestro/tenancy';
import {
  FlagField,
  IntegerField,
  JsonField,
  ObjectField,
  TextField,
  TextListField,
  WordField,
} from '../http/fields';
import { ListOf } from '../http/page';
import {
  ShowsFlag,
  ShowsInteger,
  ShowsJson,
  ShowsMany,
  ShowsText,
  ShowsTexts,
  ShowsTime,
  ShowsWord,
} from '../http/shows';

const engines = ['cedar', 'opa'] as const;
export const policyEffects = ['allow', 'deny', 'require-approval'] as const;

@ApiSchema({ name: 'Policy', description: 'Rules of a tenant, or rules that come with Maestro.' })
export class PolicyDto {
  @ShowsText('Id of the policy; of one that comes with Maestro its name.', {
    example: 'pol_01j9z3k4v5x6y7z8a9b0c1d2e3',
  })
  id!: string;

  @ShowsText('Name.', { example: 'nights' })
  name!: string;

  @ShowsWord(engines, 'What decides.')
  engine!: 'cedar' | 'opa';

  @ShowsFlag('Whether it comes with Maestro: it can be switched, and not changed.')
  shipped!: boolean;

  @ShowsInteger('The latest version; null of one that is shipped.', { nullable: true })
  latest_version!: number | null;

  @ShowsInteger('The version that decides; null where none does, and of one that is shipped.', {
    nullable: true,
  })
  active_version!: number | null;

  @ShowsFlag('Whether it decides.')
  active!: boolean;

  @ShowsText('What it is for, of one that is shipped.', { nullable: true })
  description!: string | null;

  @ShowsText('Who made it.', { nullable: true })
  created_by!: string | null;

  @ShowsTime('When.', { nullable: true })
  created_at!: string | null;
}

@ApiSchema({ name: 'PolicyVersion', description: 'A version of a policy. It never changes.' })
export class PolicyVersionDto {
  @ShowsInteger('Number of the version.')
  version!: number;

  @ShowsText('SHA-256 of what it says.')
  digest!: string;

  @ShowsText('The Cedar text; null of an OPA policy.', { nullable: true })
  text!: string | null;

  @ShowsText('The package in the Open Policy Agent; null of a Cedar policy.', { nullable: true })
  package!: string | null;

  @ShowsTexts('What an OPA policy decides about.')
  actions!: string[];

  @ShowsJson('Its tests.')
  tests!: unknown;

  @ShowsText('Who published it; null where it comes with Maestro.', { nullable: true })
  created_by!: string | null;

  @ShowsTime('When.', { nullable: true })
  created_at!: string | null;
}

@ApiSchema({ name: 'PublishedPolicy' })
export class PublishedPolicyDto {
  @ShowsText('Id of the policy.')
  id!: string;

  @ShowsText('Name.')
  name!: string;

  @ShowsInteger('The version that says this.')
  version!: number;

  @ShowsFlag('Whether this version decides now.')
  active!: boolean;

  @ShowsInteger('How many tests it has passed.')
  tests!: number;
}

@ApiSchema({ name: 'PolicyDecision', description: 'What was decided, and why.' })
export class PolicyDecisionDto {
  @ShowsText('Id of the decision.', { example: 'dec_01j9z3k4v5x6y7z8a9b0c1d2e3' })
  id!: string;

  @ShowsTime('When.')
  at!: string;

  @ShowsWord(policyActions, 'What was asked about.')
  action!: string;

  @ShowsWord(policyEffects, 'What was decided.')
  effect!: DecisionRow['effect'];

  @ShowsText('Who wanted it.')
  actor!: string;

  @ShowsText('Id of who wanted it, as the rules saw it.')
  principal!: string;

  @ShowsText('Type of the resource.')
  resource_type!: string;

  @ShowsText('Id of the resource.')
  resource_id!: string;

  @ShowsText('The run it was about, or in.', { nullable: true })
  run_id!: string | null;

  @ShowsText('Digest of all the rules that were asked.')
  policy_digest!: string;

  @ShowsTexts('Rules that decided.')
  reasons!: string[];

  @ShowsJson('What has to be done where it is allowed.')
  obligations!: unknown;
}

@ApiSchema({ name: 'PolicyEvaluation', description: 'What would be decided. Nothing is kept.' })
export class PolicyEvaluationDto {
  @ShowsWord(policyEffects, 'What would be decided.')
  effect!: PolicyDecision['effect'];

  @ShowsTexts('Rules that decide.')
  reasons!: string[];

  @ShowsJson('What has to be done where it is allowed.')
  obligations!: unknown;

  @ShowsText('Digest of all the rules that were asked.')
  policy_digest!: string;
}

@ApiSchema({ name: 'PolicyTest', description: 'A test of a policy, and how it went.' })
export class PolicyTestDto {
  @ShowsText('Name of the test.')
  name!: string;

  @ShowsFlag('Whether the policy said what it expects.')
  passed!: boolean;

  @ShowsWord(policyEffects, 'What the policy said.')
  said!: PolicyDecision['effect'];

  @ShowsTexts('Rules that decided.')
  reasons!: string[];
}

@ApiSchema({ name: 'PolicyTests' })
export class PolicyTestsDto {
  @ShowsMany(() => PolicyTestDto, 'One for each test, in their order.')
  results!: PolicyTestDto[];

  @ShowsInteger('How many did not pass.')
  failed!: number;
}

@ApiSchema({ name: 'TestPolicyBody' })
export class TestPolicyBody {
  @TextField({ description: 'Name: it stands before the ids of its rules.', required: true, max: 63 })
  name!: string;

  @TextField({ description: 'Cedar rules.', required: true, max: 65_536 })
  text!: string;

  @JsonField({ description: 'Tests: `[{"name", "question", "expect", "reasons"}]`.' })
  tests?: unknown;
}

export const PolicyList = ListOf(PolicyDto, 'PolicyList');
export const PolicyVersionList = ListOf(PolicyVersionDto, 'PolicyVersionList');
export const PolicyDecisionList = ListOf(PolicyDecisionDto, 'PolicyDecisionList');

@ApiSchema({ name: 'PublishPolicyBody' })
export class PublishPolicyBody {
  @TextField({ description: 'Name: a-z, 0-9 and -.', required: true, max: 63, example: 'nights' })
  name!: string;

  @WordField({ description: 'What decides: Cedar in process unless told.', words: engines })
  engine?: 'cedar' | 'opa';

  @TextField({ description: 'Cedar rules.', max: 65_536 })
  text?: string;

  @TextField({
    description: 'Of an OPA policy: the package that holds its rules.',
    max: 255,
    example: 'maestro.starts',
  })
  package?: string;

  @TextListField({ description: 'Of an OPA policy: what it decides about.', maxItems: 6 })
  actions?: string[];

  @JsonField({ description: 'Tests it has to pass: `[{"name", "question", "expect", "reasons"}]`.' })
  tests?: unknown;

  @FlagField({ description: 'Whether it decides from now on; it does unless told.' })
  activate?: boolean;
}

@ApiSchema({ name: 'ActivatePolicyBody' })
export class ActivatePolicyBody {
  @IntegerField({ description: 'Version that decides; the latest unless told.', min: 1, max: 999_999_999 })
  version?: number;
}

@ApiSchema({ name: 'EvaluatePolicyBody', description: 'A question, as policy is asked it.' })
export class EvaluatePolicyBody {
  @WordField({ description: 'What somebody wants to do.', required: true, words: policyActions })
  action!: (typeof policyActions)[number];

  @ObjectField({ description: 'Who: `kind`, `id`, `actor`, `role`; you unless told.' })
  principal?: Record<string, unknown>;

  @ObjectField({ description: 'To what: `type`, `id`, `attributes`.', required: true })
  resource!: Record<string, unknown>;

  @ObjectField({ description: 'Under which circumstances.' })
  context?: Record<string, unknown>;
}

export function showPolicy(row: PolicyRow): PolicyDto {
  const { name, engine, latestVersion, activeVersion, createdBy, createdAt } = row;
  return {
    id: formatId('pol', row.id),
    ...{ name, engine, shipped: false, description: null },
    ...{ latest_version: latestVersion, active_version: activeVersion, active: activeVersion !== null },
    ...{ created_by: createdBy, created_at: createdAt.toISOString() },
  };
}

export function showPolicyVersion({ body, ...row }: PolicyVersionRow): PolicyVersionDto {
  const { version, digest, tests, createdBy, createdAt } = row;
  const about = { version, digest, tests, created_by: createdBy, created_at: createdAt.toISOString() };
  if ('text' in body) return { ...about, text: body.text, package: null, actions: [] };
  return { ...about, text: null, package: body.package, actions: body.actions };
}

export function showDecision(row: DecisionRow): PolicyDecisionDto {
  const { at, action, effect, actor, reasons, obligations } = row;
  return {
    id: formatId('dec', row.id),
    ...{ at: at.toISOString(), action, effect, actor, principal: row.principalId },
    ...{ resource_type: row.resourceType, resource_id: row.resourceId },
    run_id: row.runId === null ? null : formatId('run', row.runId),
    ...{ policy_digest: row.digest, reasons, obligations },
  };
}
