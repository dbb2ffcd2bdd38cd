import { bodyTasks } from '@maestro/flow';
import { isUnavailable, statement } from '@maestro/persistence';
import type { Completer, ItemTaker, TakenItem } from '../completion';
import { runRef, type Engine } from '../engine';
import { newToken } from '../token';
import type { FrameRef } from './advance-frame';
import type { Frame } from './read-frame';

const expandStatement = statement('expand_frame');
const takenTasks = statement('taken_tasks');
const voidClaim = statement('void_claim');

/** Tasks made by one statement, at most; though always a whole item. */
const ROWS = 1_000;

/** About half a minute: longer than any lease. */
const MAX_TRIES = 18;

interface StepRow {
  kind: 'queued' | 'taken' | 'more' | 'wind' | 'over';
  n: number;
  attempt: number;
  queue: string;
}

interface Expansion {
  at: FrameRef;
  frame: Frame;
}

/**
 * Makes items: what a worker has free slots for it runs itself, the rest is dispatched.
 *
 * @returns `again`: look at the frame once more; `wind`: what lives in it is to end; `rest`: nothing more to do now
 */
export async function expandFrame(
  engine: Engine,
  completer: Completer,
  { at, frame }: Expansion,
): Promise<'again' | 'wind' | 'rest'> {
  const taker = completer.taker;
  const wanted = Math.min(frame.max_parallel - frame.open, frame.count - frame.created, ROWS);
  const queue = takeableQueue({ at, frame });
  const reserved = taker && queue !== null && wanted > 0 ? taker.reserve(queue, wanted) : 0;
  const taken: TakenItem[] = [];
  try {
    const token = newToken();
    const session = taker && reserved > 0 ? { id: taker.sessionId, token, limit: reserved } : null;
    const rows = await expand(engine, { at, frame }, session);
    const queued = rows.filter(({ kind }) => kind === 'queued');
    if (queued.length > 0) await dispatch(engine, at, queued);
    for (const row of rows) if (row.kind === 'taken') taken.push(itemOf({ at, frame }, row, token));
    if (rows.some(({ kind }) => kind === 'wind')) return 'wind';
    return rows.some(({ kind }) => kind === 'more' || kind === 'over') ? 'again' : 'rest';
  } catch (error) {
    if (reserved > 0 && isUnavailable(error)) taker?.lost();
    throw error;
  } finally {
    if (reserved > 0) taker?.run(taken, reserved);
  }
}

/** The queue of the items where each is one light task; null where they cannot be taken. */
function takeableQueue({ at: { plan }, frame }: Expansion): string | null {
  const body = plan.bodies.find(({ owner }) => owner === frame.node);
  const node = body?.width === 1 ? plan.nodes[body.first] : undefined;
  return node?.light && frame.kind === 'map' ? node.queue : null;
}

function itemOf({ at, frame }: Expansion, { n, attempt }: StepRow, token: string): TakenItem {
  const node = at.plan.bodies.find(({ owner }) => owner === frame.node)?.first ?? 0;
  const place = { node, parentN: frame.n, idx: n - frame.base, scopeN: null };
  return { run: at.run, n, attempt, token, place };
}

/** What is lost on the way to the queue is found again by the sweep. */
async function dispatch(engine: Engine, { run }: FrameRef, rows: readonly StepRow[]): Promise<void> {
  await engine.dispatcher
    .dispatch(rows.map(({ n, queue }) => ({ ...run, n, queue })))
    .catch((error: unknown) => engine.onError(error, 'dispatching items'));
}

interface Taking {
  id: ItemTaker['sessionId'];
  token: string;
  limit: number;
}

/**
 * Repeated where its answer is lost: what was claimed for this session would lie idle else. From then on it takes
 * nothing, also should the first try arrive later. The repeat waits for the frame, so that what the first one took is
 * there when it is asked for.
 */
async function expand(engine: Engine, expansion: Expansion, taking: Taking | null): Promise<StepRow[]> {
  const held = await engine.held([expansion.at.run.tenantId], 'begin');
  const values = columns(expansion, taking, held);
  for (let attempt = 1; ; attempt += 1) {
    try {
      if (attempt > 1 && taking) await engine.database.query(voidClaim, [taking.token, taking.id]);
      const rows = await engine.database.query<StepRow & Record<string, unknown>>(expandStatement, values);
      if (attempt === 1 || !taking) return rows;
      return [
        ...rows.filter(({ kind }) => kind !== 'taken'),
        ...(await readTaken(engine, expansion, taking)),
      ];
    } catch (error) {
      if (!taking || !isUnavailable(error) || attempt >= MAX_TRIES) throw error;
      engine.onError(error, 'making items');
      const pause = Math.min(2_000, 50 * 2 ** attempt) * (0.5 + engine.random() / 2);
      await new Promise((resolve) => setTimeout(resolve, pause));
    }
  }
}

async function readTaken(
  engine: Engine,
  { at: { run } }: Expansion,
  { id, token }: Taking,
): Promise<StepRow[]> {
  const rows = await engine.database.query<Omit<StepRow, 'kind'> & { tenant_id: string; run_id: string }>(
    takenTasks,
    [[run.tenantId], [run.runId], token, id],
  );
  return rows.filter((row) => runRef(row).runId === run.runId).map((row) => ({ ...row, kind: 'taken' }));
}

/** Those of maestro_expand_v1, in its order. */
function columns({ at, frame }: Expansion, taking: Taking | null, held: readonly string[]): unknown[] {
  const { run, plan, n } = at;
  const index = plan.bodies.findIndex(({ owner }) => owner === frame.node);
  const body = plan.bodies[index];
  if (!body) throw new RangeError(`node ${frame.node} of the plan has no body`);
  const tasks = bodyTasks(plan, index);
  return [
    run.tenantId,
    run.runId,
    n,
    frame.kind === 'loop' ? frame.created : null,
    tasks.map(({ node }) => node),
    tasks.map(({ undecided }) => undecided),
    tasks.map(({ node }) => plan.nodes[node]?.join === 'any'),
    tasks.map(({ node }) => plan.nodes[node]?.queue),
    body.result - body.first,
    ROWS,
    held,
    taking?.id ?? null,
    taking?.token ?? null,
    taking?.limit ?? 0,
  ];
}
