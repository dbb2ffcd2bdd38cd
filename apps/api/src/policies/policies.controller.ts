import { Body, Controller, Get, HttpCode, Inject, Param, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { publishPolicy, questionFault, readPolicyTests, runPolicyTests } from '@maestro/governance';
import { CurrentPrincipal } from '@maestro/nest-kit';
import {
  activatePolicy,
  listPolicies,
  listPolicyVersions,
  parseId,
  recordAudit,
  switchShippedPolicy,
  formatId,
  type PolicyRow,
  type TenantTx,
} from '@maestro/persistence';
import { MaestroError } from '@maestro/problems';
import type { PolicyQuestion, Principal } from '@maestro/tenancy';
import { CONNECTIONS, type Connections } from '../connections';
import { ThisExchange, type Exchange } from '../http/exchange.decorator';
import { Operation } from '../http/operation.decorator';
import type { Listed } from '../http/page';
import {
  ActivatePolicyBody,
  EvaluatePolicyBody,
  PolicyDto,
  PolicyEvaluationDto,
  PolicyList,
  PolicyTestsDto,
  PolicyVersionDto,
  PolicyVersionList,
  PublishedPolicyDto,
  PublishPolicyBody,
  showPolicy,
  showPolicyVersion,
  TestPolicyBody,
} from './policy.dto';
import { readShipped, shippedNamed, showShippedVersion } from './shipped';

const VERSIONS = 200;
const WHOLE = { next: null, has_more: false };

@ApiTags('policies')
@Controller('api/policies')
export class PoliciesController {
  constructor(@Inject(CONNECTIONS) private readonly connections: Connections) {}

  @Get()
  @Operation({
    id: 'listPolicies',
    summary: 'List policies',
    access: 'policy:read',
    answers: { 200: { type: PolicyList, description: 'What comes with Maestro, then your own by name.' } },
  })
  async list(@CurrentPrincipal() { tenantId }: Principal): Promise<Listed<PolicyDto>> {
    return this.connections.tenants.withTenant(tenantId, async (tx) => {
      const shipped = await readShipped(tx);
      return { data: [...shipped, ...(await listPolicies(tx)).map(showPolicy)], page: WHOLE };
    });
  }

  @Post()
  @Operation({
    id: 'publishPolicy',
    summary: 'Publish a policy',
    description:
      'Adds a version under the name. The text is read and put to its tests first; faults are told with their positions.',
    access: 'policy:write',
    answers: {
      200: { type: PublishedPolicyDto, description: 'The latest version says this already.' },
      201: { type: PublishedPolicyDto, description: 'A policy or a version was created.' },
    },
  })
  async publish(
    @Body() { activate = true, engine = 'cedar', ...draft }: PublishPolicyBody,
    @ThisExchange() { principal, reply }: Exchange,
  ): Promise<PublishedPolicyDto> {
    const { tenantId, actor } = principal;
    if (!/^[a-z][a-z0-9-]{0,62}$/.test(draft.name))
      throw fault('/name', 'A name is a-z, 0-9 and -, and begins with a letter.');
    const published = await this.connections.tenants.withTenant(tenantId, async (tx) => {
      const made = await publishPolicy(tx, { ...draft, engine, actor });
      if (activate) await setActive(tx, { id: made.id, version: made.version, actor });
      const row = (await listPolicies(tx)).find(({ id }) => id === made.id);
      return { ...made, active: row?.activeVersion === made.version };
    });
    this.connections.policies.forget(tenantId);
    const { id, version, created, active, tests } = published;
    reply.status(created ? 201 : 200);
    return { id: formatId('pol', id), name: draft.name, version, active, tests };
  }

  @Post('test')
  @HttpCode(200)
  @Operation({
    id: 'testPolicy',
    summary: 'Put a policy to its tests',
    description: 'Reads a Cedar text and runs its tests, beside what comes with Maestro. Nothing is kept.',
    access: 'policy:read',
    answers: {
      200: { type: PolicyTestsDto, description: 'What each test expected, and what the policy said.' },
    },
  })
  test(@Body() { name, text, tests = [] }: TestPolicyBody): PolicyTestsDto {
    const read = readPolicyTests(tests);
    if (typeof read === 'string') throw fault('/tests', read);
    const results = runPolicyTests({ name, text }, read);
    const failed = results.filter(({ passed }) => !passed).length;
    return { results: results.map((result) => ({ ...result, reasons: [...result.reasons] })), failed };
  }

  @Post('evaluate')
  @HttpCode(200)
  @Operation({
    id: 'evaluatePolicies',
    summary: 'Ask what policy would decide',
    description: 'A question as it is asked when something really happens. Nothing is kept.',
    access: 'policy:read',
    answers: { 200: { type: PolicyEvaluationDto, description: 'What would be decided.' } },
  })
  async evaluate(
    @Body() body: EvaluatePolicyBody,
    @CurrentPrincipal() { tenantId, kind, subject, actor, role }: Principal,
  ): Promise<PolicyEvaluationDto> {
    const wrong = questionFault({ ...body });
    if (wrong) throw fault('', `The question is not one that is asked: ${wrong}`);
    const you = { kind, id: subject, actor, role };
    const { action, principal = you, resource, context = {} } = body;
    const question = { tenantId, action, principal, resource, context } as unknown as PolicyQuestion;
    const { effect, reasons, obligations, digest } = await this.connections.policies.evaluate(question);
    return { effect, reasons: [...reasons], obligations, policy_digest: digest };
  }

  @Get(':id')
  @Operation({
    id: 'getPolicy',
    summary: 'Read a policy',
    access: 'policy:read',
    answers: { 200: { type: PolicyDto, description: 'The policy.' } },
  })
  async read(@CurrentPrincipal() { tenantId }: Principal, @Param('id') id: string): Promise<PolicyDto> {
    return this.connections.tenants.withTenant(tenantId, (tx) => readOne(tx, id));
  }

  @Get(':id/versions')
  @Operation({
    id: 'listPolicyVersions',
    summary: 'List the versions of a policy',
    access: 'policy:read',
    answers: {
      200: { type: PolicyVersionList, description: 'Versions with their texts and tests, the newest first.' },
    },
  })
  async versions(
    @CurrentPrincipal() { tenantId }: Principal,
    @Param('id') id: string,
  ): Promise<Listed<PolicyVersionDto>> {
    const shipped = shippedNamed(id);
    if (shipped) return { data: [showShippedVersion(shipped)], page: WHOLE };
    return this.connections.tenants.withTenant(tenantId, async (tx) => {
      const policy = await ownPolicy(tx, id);
      const rows = await listPolicyVersions(tx, policy.id, { version: null, limit: VERSIONS });
      return { data: rows.map(showPolicyVersion), page: WHOLE };
    });
  }

  @Post(':id/activate')
  @HttpCode(200)
  @Operation({
    id: 'activatePolicy',
    summary: 'Let a version of a policy decide',
    description: 'Takes effect everywhere within five seconds.',
    access: 'policy:write',
    answers: { 200: { type: PolicyDto, description: 'The policy as it is now.' } },
  })
  activate(
    @CurrentPrincipal() principal: Principal,
    @Param('id') id: string,
    @Body() { version }: ActivatePolicyBody,
  ): Promise<PolicyDto> {
    return this.change(principal, id, version ?? 'latest');
  }

  @Post(':id/deactivate')
  @HttpCode(200)
  @Operation({
    id: 'deactivatePolicy',
    summary: 'Let a policy decide no more',
    description: 'Takes effect everywhere within five seconds.',
    access: 'policy:write',
    answers: { 200: { type: PolicyDto, description: 'The policy as it is now.' } },
  })
  deactivate(@CurrentPrincipal() principal: Principal, @Param('id') id: string): Promise<PolicyDto> {
    return this.change(principal, id, null);
  }

  private async change(
    { tenantId, actor }: Principal,
    id: string,
    wanted: number | 'latest' | null,
  ): Promise<PolicyDto> {
    const shown = await this.connections.tenants.withTenant(tenantId, async (tx) => {
      const shipped = shippedNamed(id);
      if (shipped) await switchShipped(tx, { name: shipped, wanted, actor });
      else {
        const policy = await ownPolicy(tx, id);
        await setActive(tx, {
          id: policy.id,
          version: wanted === 'latest' ? policy.latestVersion : wanted,
          actor,
        });
      }
      return readOne(tx, id);
    });
    this.connections.policies.forget(tenantId);
    return shown;
  }
}

async function setActive(
  tx: TenantTx,
  { id, version, actor }: { id: string; version: number | null; actor: string },
): Promise<void> {
  if (!(await activatePolicy(tx, id, version)))
    throw fault('/version', `The policy has no version ${version}.`);
  const action = version === null ? 'policy.deactivated' : 'policy.activated';
  await recordAudit(tx, { actor, action, subject: formatId('pol', id), detail: { version } });
}

async function switchShipped(
  tx: TenantTx,
  { name, wanted, actor }: { name: string; wanted: number | 'latest' | null; actor: string },
): Promise<void> {
  if (name === 'baseline' || name === 'roles')
    throw new MaestroError('policy-fixed', `"${name}" is always there: everything else builds on it.`);
  if (typeof wanted === 'number' && wanted !== 1)
    throw fault('/version', 'A policy that is shipped has version 1.');
  await switchShippedPolicy(tx, name, wanted !== null);
  const action = wanted === null ? 'policy.deactivated' : 'policy.activated';
  await recordAudit(tx, { actor, action, subject: name });
}

async function readOne(tx: TenantTx, id: string): Promise<PolicyDto> {
  const shipped = shippedNamed(id);
  if (!shipped) return showPolicy(await ownPolicy(tx, id));
  const found = (await readShipped(tx)).find(({ name }) => name === shipped);
  if (!found) throw unknownPolicy();
  return found;
}

async function ownPolicy(tx: TenantTx, id: string): Promise<PolicyRow> {
  const key = parseId('pol', id);
  const found = (await listPolicies(tx)).find((policy) => policy.id === key);
  if (!found) throw unknownPolicy();
  return found;
}

function unknownPolicy(): MaestroError {
  return new MaestroError('not-found', 'There is no such policy.');
}

function fault(pointer: string, message: string): MaestroError {
  return new MaestroError('validation-failed', message, {
    errors: [{ pointer, code: 'validation-failed', message }],
  });
}
