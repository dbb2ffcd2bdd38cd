import { resolveTemplate } from '@maestro/catalog';
import { LONGEST_MS, parseDuration } from '@maestro/dsl';
import { startRun, type StartRequest, type StartResult } from '@maestro/engine';
import { checkFields } from '@maestro/nest-kit';
import { findRun, templateVersionExists, type RunRow, type TenantTx } from '@maestro/persistence';
import { MaestroError, type ProblemCode } from '@maestro/problems';
import type { Principal } from '@maestro/tenancy';
import type { Connections } from '../connections';
import { amountIn } from '../http/money';
import { pointing } from '../http/pointing';
import { readLabels } from './labels';
import { RunBudgetBody, type StartBody, type StartOneBody, type TemplateChoice } from './start-body';

export interface Started {
  run: RunRow;
  replayed: boolean;
}

/** On whose behalf, and in which trace. */
export interface Starter {
  principal: Principal;
  traceparent: string | null;
}

/**
 * Starts the run a body asks for, or finds the one its idempotency key started before.
 *
 * @throws MaestroError `unknown-ref`, `input-invalid`, `idempotency-mismatch`, and faults of the body
 */
export async function start(
  { tenants, engine }: Pick<Connections, 'tenants' | 'engine'>,
  body: StartBody,
  starter: Starter,
): Promise<Started> {
  const { tenantId } = starter.principal;
  const version = await tenants.withTenant(tenantId, (tx) => resolve(tx, body));
  const { plan } = await engine.plans.get(tenantId, version.templateId, version.version);
  const result = await startRun(engine, { ...version, plan, ...requestOf(body, starter, '') });
  return readStarted({ tenants }, tenantId, result);
}

/**
 * The run that a start began, or found.
 *
 * @throws MaestroError `idempotency-mismatch`, `run-forgotten`
 */
export async function readStarted(
  { tenants }: Pick<Connections, 'tenants'>,
  tenantId: string,
  result: StartResult,
): Promise<Started> {
  const run = await tenants.withTenant(tenantId, (tx) => findRun(tx, runIdOf(result)));
  if (run) return { run, replayed: result.outcome === 'replayed' };
  if (result.outcome !== 'replayed') throw new Error('a run just started cannot be read');
  throw new MaestroError('run-forgotten', 'The run that this idempotency key started is no longer kept.');
}

/**
 * What a body says of one run.
 *
 * @param pointer where it stands in the body
 */
export function requestOf(
  one: StartOneBody,
  { principal, traceparent }: Starter,
  pointer: string,
): Omit<StartRequest, 'templateId' | 'version' | 'plan'> {
  return {
    tenantId: principal.tenantId,
    inputs: one.inputs ?? {},
    createdBy: principal.actor,
    createdSubject: principal.person,
    origin: 'api',
    traceparent,
    idempotencyKey: one.idempotency_key ?? null,
    priority: one.priority ?? 0,
    ...(one.labels ? { labels: readLabels(one.labels, `${pointer}/labels`) } : {}),
    ...(one.budget === undefined ? {} : { budget: budgetIn(one.budget, `${pointer}/budget`) }),
    ...(one.deadline === undefined ? {} : { deadlineMs: deadlineIn(one.deadline, `${pointer}/deadline`) }),
  };
}

/** The version that a body means. */
export async function resolve(
  tx: TenantTx,
  body: TemplateChoice,
): Promise<{ templateId: string; version: number }> {
  const [pointer, reference] = referenceIn(body);
  const template = await resolveTemplate(tx, reference).catch((error: unknown) => {
    // To a body, what it names is a value that is wrong, not an address that leads nowhere.
    if (error instanceof MaestroError && error.code === 'not-found')
      throw fault('unknown-ref', pointer, error.message);
    throw error;
  });
  const version = body.version ?? template.version;
  if (version !== template.version && !(await templateVersionExists(tx, template.id, version))) {
    throw fault('unknown-ref', '/version', `The template has no version ${version}.`);
  }
  return { templateId: template.id, version };
}

function referenceIn({ template_id, template }: TemplateChoice): [pointer: string, reference: string] {
  if (template_id !== undefined && template !== undefined) {
    throw fault(
      'validation-failed',
      '/template',
      'Name the template either by `template_id` or by `template`.',
    );
  }
  if (template_id !== undefined) {
    // A name may not stand where an id belongs, though both lead somewhere.
    if (!template_id.startsWith('tpl_'))
      throw fault('unknown-ref', '/template_id', 'There is no such template.');
    return ['/template_id', template_id];
  }
  if (template === undefined) throw fault('missing-field', '/template', 'Say which template to play.');
  return ['/template', template];
}

/** Micro-dollars. */
function budgetIn(part: object, pointer: string): number {
  const { cap } = pointing({ pointer, name: 'The budget' }, () => checkFields(RunBudgetBody, part as never));
  return amountIn(cap, `${pointer}/cap`);
}

/** Milliseconds. */
function deadlineIn(text: string, pointer: string): number {
  const ms = parseDuration(text);
  if (ms === null || ms < 1)
    throw fault('validation-failed', pointer, 'This must be a duration such as 500ms, 30s, 5m, 2h or 1d.');
  if (ms > LONGEST_MS) throw fault('out-of-range', pointer, 'A run may take ten years at most.');
  return ms;
}

function runIdOf(result: StartResult): string {
  if (result.outcome !== 'key-mismatch') return result.runId;
  throw fault(
    'idempotency-mismatch',
    '/idempotency_key',
    'The key has started a run of another version or other inputs.',
  );
}

function fault(code: ProblemCode, pointer: string, message: string): MaestroError {
  return new MaestroError(code, message, { errors: [{ pointer, code, message }] });
}
