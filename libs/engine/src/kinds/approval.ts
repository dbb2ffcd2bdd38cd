import {
  canonicalJson,
  digest,
  render,
  type ApprovalSpec,
  type Json,
  type JsonObject,
  type Scope,
} from '@maestro/dsl';
import { MaestroError } from '@maestro/problems';
import { statement } from '@maestro/persistence';
import type { ClaimedTask } from '../claim-tasks';
import type { CompletionOutcome, WaitFor } from '../completion';
import type { Engine } from '../engine';
import { planNode } from '../prepare-task';
import { readScope } from '../values';
import { isStorable } from './storable';
import { databaseNow } from './wait';

const ask = statement('ask_approval');

/** Bytes of UTF-8 of a question, and of all that is shown with it: people cannot judge more. */
const MAX_MESSAGE = 8 * 1024;
const MAX_SHOWN = 256 * 1024;

/** The input of a task that an approval covers, as it will be executed. */
interface Covered {
  n: number;
  id: string;
  input: Json;
}

/**
 * Asks people, and parks the task until they have answered. What they are shown is frozen first: the inputs of the
 * nodes it covers are rendered now, and executed as they are.
 *
 * @throws MaestroError `limit-exceeded`, `out-of-range`, and what expressions throw
 */
export async function performApproval(
  engine: Engine,
  { task, scope }: { task: ClaimedTask; scope: Scope },
): Promise<CompletionOutcome> {
  const spec = planNode(task).approval;
  if (!spec) throw new MaestroError('internal', 'The plan of this approval is incomplete.');
  const message = messageOf(spec, scope);
  const covered = await Promise.all(spec.covers.map((node) => coveredInput(engine, { task, node, scope })));
  const shown: JsonObject = {
    message,
    covers: Object.fromEntries(covered.map(({ id, input }) => [id, input])),
    version: task.run.version,
  };
  const { approvers, quorum, timeout_ms: timeoutMs } = spec;
  const wait = await putQuestion(engine, task, { approvers, quorum, timeoutMs, message, shown, covered });
  return { kind: 'park', wait };
}

function messageOf({ message }: ApprovalSpec, scope: Scope): string {
  const value = render(message, scope);
  const text = typeof value === 'string' ? value : canonicalJson(value);
  if (text.trim() === '') throw new MaestroError('out-of-range', 'The message of the approval is empty.');
  if (Buffer.byteLength(text) > MAX_MESSAGE)
    throw new MaestroError(
      'limit-exceeded',
      `The message of the approval is longer than ${MAX_MESSAGE} bytes.`,
    );
  return text;
}

/** The covered node stands beside the approval, in the same item or round: as far from it as their nodes are. */
async function coveredInput(
  engine: Engine,
  { task, node, scope }: { task: ClaimedTask; node: number; scope: Scope },
): Promise<Covered> {
  const covered = task.run.plan.nodes[node];
  if (!covered) throw new MaestroError('internal', 'The plan has no such node.');
  const n = task.n + node - task.node;
  const place = task.place && { ...task.place, node };
  const now = new Date(scope.now);
  const { reads, previous_reads: previous } = covered;
  const seen = await readScope(engine, task.run, { task: { n, place }, reads, previous, now });
  return { n, id: covered.id, input: render(covered.with, seen) };
}

function checkShown(shown: JsonObject): void {
  if (!isStorable(shown))
    throw new MaestroError('out-of-range', 'What is to be approved holds NUL characters or lone surrogates.');
  if (Buffer.byteLength(JSON.stringify(shown)) > MAX_SHOWN)
    throw new MaestroError('limit-exceeded', `What is to be approved is larger than ${MAX_SHOWN} bytes.`);
}

/** What people are asked, and what they are shown with it. */
export interface Question {
  message: string;
  approvers: readonly string[];
  quorum: number;
  /** How long it stands; null for ever. */
  timeoutMs: number | null;
  shown: JsonObject;
  /** Inputs that are executed as they are shown. */
  covered?: readonly Covered[];
}

/**
 * Asks people, unless an earlier attempt of the task did and was answered.
 *
 * @returns what the task waits for then
 * @throws MaestroError `limit-exceeded`, `out-of-range`
 */
export async function putQuestion(engine: Engine, task: ClaimedTask, question: Question): Promise<WaitFor> {
  const { message, approvers, quorum, timeoutMs, shown, covered = [] } = question;
  checkShown(shown);
  const { tenantId, runId } = task.run.ref;
  const [asked] = await engine.database.query<{ stands_ms: number | null }>(ask, [
    ...[tenantId, runId, task.n, task.token],
    ...[message, approvers, quorum, digest(shown), JSON.stringify(shown), timeoutMs],
    covered.map(({ n }) => n),
    covered.map(({ input }) => JSON.stringify(input)),
  ]);
  if (!asked) throw new MaestroError('stale-attempt', 'The attempt is no longer the current one.');
  const detail: JsonObject = { approvers: [...approvers], quorum };
  if (asked.stands_ms !== null)
    detail.expires_at = new Date((await databaseNow(engine)) + asked.stands_ms).toISOString();
  return { reason: 'APPROVAL', wakeMs: asked.stands_ms, detail };
}
