import { APPROVER } from '@maestro/dsl';
import { MaestroError, type FieldProblem } from '@maestro/problems';
import { policyActions, type PolicyAction, type PolicyValue } from '@maestro/tenancy';
import { cedar } from './cedar-engine';

/** One rule of a text. */
export interface Rule {
  /** `<policy>#<id>`. */
  id: string;
  text: string;
  actions: readonly PolicyAction[];
  /** What has to be done where it matches: of a `forbid` that may be agreed to. */
  approval: Approval | null;
  /** What else may be done where it matches: of a `permit`. */
  unknownModels: 'declared' | null;
}

export interface Approval {
  message: string;
  approvers: string[];
  quorum: number;
  refuse_starter: boolean;
  timeout_ms: number | null;
}

const MAX_TEXT = 64 * 1024;
const MAX_RULES = 200;
const annotationNames: ReadonlySet<string> = new Set([
  'id', 'effect', 'approvers', 'quorum', 'message', 'timeout', 'self_approval', 'description', 'unknown_models',
]); // prettier-ignore
const unitMs: Readonly<Record<string, number>> = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/**
 * Reads a Cedar text.
 *
 * @throws MaestroError `validation-failed` with the position of each fault
 */
export function readRules(policy: string, text: string): Rule[] {
  if (Buffer.byteLength(text) > MAX_TEXT) throw refused([fault(`The text has more than ${MAX_TEXT} bytes.`)]);
  const parts = cedar().policySetTextToParts(text);
  if (parts.type === 'failure') throw refused(parts.errors.map((error) => faultOf(text, error)));
  if (parts.policy_templates.length > 0) throw refused([fault('Templates (`?principal`) are not taken.')]);
  if (parts.policies.length === 0) throw refused([fault('The text has no rule.')]);
  if (parts.policies.length > MAX_RULES) throw refused([fault(`The text has more than ${MAX_RULES} rules.`)]);
  const rules = parts.policies.map((part, i) => readRule(policy, { text: part, i, at: place(text, part) }));
  const twice = rules.find(({ id }, i) => rules.findIndex((other) => other.id === id) !== i);
  if (twice) throw refused([fault(`Two rules have the id "${twice.id}".`)]);
  return rules;
}

interface Part {
  text: string;
  i: number;
  at: Pick<FieldProblem, 'line' | 'column'>;
}

function readRule(policy: string, { text, i, at }: Part): Rule {
  const read = cedar().policyToJson(text);
  if (read.type === 'failure')
    throw refused([fault(read.errors[0]?.message ?? 'The rule cannot be read.', at)]);
  const { annotations = {}, action, effect } = read.json;
  const strange = Object.keys(annotations).find((name) => !annotationNames.has(name));
  if (strange) throw refused([fault(`There is no annotation @${strange}.`, at)]);
  const id = annotations['id'] ?? `rule-${i + 1}`;
  if (!/^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$/.test(id)) throw refused([fault(`"${id}" is no id.`, at)]);
  const named = namedActions(action);
  const unknown = named?.find((name) => !policyActions.some((known) => known === name));
  if (unknown !== undefined)
    throw refused([fault(`There is no action "${unknown}"; there are ${policyActions.join(', ')}.`, at)]);
  const asks = annotations['effect'] !== undefined;
  if (asks && (annotations['effect'] !== 'require-approval' || effect !== 'forbid'))
    throw refused([fault('@effect is "require-approval", of a forbid.', at)]);
  const actions = policyActions.filter((known) => named === null || named.includes(known));
  const models = annotations['unknown_models'];
  if (models !== undefined && (models !== 'declared' || effect !== 'permit'))
    throw refused([fault('@unknown_models is "declared", of a permit.', at)]);
  return {
    ...{ id: `${policy}#${id}`, text, actions },
    approval: asks ? approvalOf(annotations, at) : null,
    unknownModels: models ?? null,
  };
}

function namedActions(action: { op: string; entity?: unknown; entities?: unknown }): string[] | null {
  if (action.op === 'All') return null;
  const entities = Array.isArray(action.entities) ? action.entities : [action.entity];
  return entities.map((entity) => {
    const uid = entity as { id?: string; __entity?: { id?: string } };
    return uid.id ?? uid.__entity?.id ?? '';
  });
}

function approvalOf(annotations: Record<string, string>, at: Part['at']): Approval {
  const { approvers = '', quorum = '1', message = 'A policy asks for approval.', timeout } = annotations;
  const names = approvers.split(',').map((name) => name.trim());
  if (!names.every((name) => APPROVER.test(name)))
    throw refused([fault('@approvers names roles, users or keys: "role:owner,user:ada@example.org".', at)]);
  if (!/^[1-9][0-9]?$/.test(quorum)) throw refused([fault('@quorum is a number from 1 to 99.', at)]);
  const span = /^([1-9][0-9]{0,5})([smhd])$/.exec(timeout ?? '');
  if (timeout !== undefined && !span)
    throw refused([fault('@timeout is a duration such as 30m, 8h or 2d.', at)]);
  const self = annotations['self_approval'] ?? 'false';
  if (self !== 'true' && self !== 'false') throw refused([fault('@self_approval is true or false.', at)]);
  const timeoutMs = span ? Number(span[1]) * (unitMs[span[2] ?? ''] ?? 0) : null;
  return {
    message,
    approvers: names,
    quorum: Number(quorum),
    refuse_starter: self !== 'true',
    timeout_ms: timeoutMs,
  };
}

/** What has to be done, as a decision says it. */
export function obligationOf(rule: Rule): { [name: string]: PolicyValue } {
  return { rule: rule.id, ...rule.approval };
}

/** As `obligationOf`, of a rule that permits. */
export function dutiesOf({ id, unknownModels }: Rule): { [name: string]: PolicyValue }[] {
  return unknownModels === null ? [] : [{ rule: id, unknown_models: unknownModels }];
}

interface CedarFault {
  message: string;
  help: string | null;
  sourceLocations?: { start: number; label: string | null }[];
}

function faultOf(text: string, { message, help, sourceLocations = [] }: CedarFault): FieldProblem {
  const [where] = sourceLocations;
  const hint = where?.label ?? help;
  return fault(hint ? `${message}: ${hint}` : message, where ? positionAt(text, where.start) : {});
}

function place(text: string, part: string): Part['at'] {
  const start = text.indexOf(part);
  return start < 0 ? {} : positionAt(text, Buffer.byteLength(text.slice(0, start)));
}

/** Of a byte of the text, counted from 1. */
function positionAt(text: string, byte: number): Pick<FieldProblem, 'line' | 'column'> {
  const before = Buffer.from(text).subarray(0, byte).toString('utf8').split('\n');
  return { line: before.length, column: (before.at(-1) ?? '').length + 1 };
}

function fault(message: string, at: Part['at'] = {}): FieldProblem {
  return { pointer: '/text', code: 'validation-failed', message, ...at };
}

function refused(errors: FieldProblem[]): MaestroError {
  return new MaestroError('validation-failed', `The policy cannot be read: ${errors[0]?.message ?? ''}`, {
    errors,
  });
}
