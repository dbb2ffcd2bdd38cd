import { canonicalJson, digest, type JsonObject, type Plan } from '@maestro/dsl';
import { MaestroError } from '@maestro/problems';
import { isDataError, newId, statement, type EngineTransaction } from '@maestro/persistence';
import type { RunOrchestra, StartOrigin } from '@maestro/tenancy';
import { createBatcher, type Batcher } from './batcher';
import { checkInputs } from './check-inputs';
import { createCompleter } from './completer';
import type { Engine } from './engine';
import { enterOrchestras, hasEntry, type Entry } from './enter-orchestras';
import { admitStarts } from './gates/admit-start';
import type { GateHold } from './gates/gate-hold';
import { dispatchStarted, insertRuns, type InsertedRuns } from './insert-runs';
import { hasFiring, lockFirings, markFired, type FiringToFire } from './fire-firings';
import { fireSlots, hasSlot, LostSlot, type SlotToFire } from './fire-slots';
import { tooManyRuns, withRoom } from './limits/open-runs';
import { settleStart } from './gates/settle-start';
import { placeKey } from './limits/run-places';
import { capOf, closeAccounts, openAccounts, type CappedRun } from './money/run-accounts';
import { sweepRun } from './sweep-run';
import { whyNotStarted } from './why-not-started';

const readRunKeys = statement('read_run_keys');

export interface StartRequest {
  tenantId: string;
  templateId: string;
  version: number;
  plan: Plan;
  inputs: JsonObject;
  createdBy: string;
  /** The stable subject behind that name, which answers for the run; the name itself unless told. */
  createdSubject?: string | null;
  /** By which way it comes: gates are told. */
  origin: StartOrigin;
  /** What it plays in, where it plays in one. */
  orchestra?: RunOrchestra | null;
  /** W3C trace context of the request, carried to the workers. */
  traceparent: string | null;
  /** One key starts one run, for ever; null starts a run each time. */
  idempotencyKey: string | null;
  /** 0 to 9, the highest first; 0 unless told. */
  priority?: number;
  /** From the creation of the run; that of the plan unless told. */
  deadlineMs?: number | null;
  labels?: Record<string, string>;
  /** What the run may cost, in micro-dollars; never more than its template allows. */
  budget?: number | null;
  /** The slot of a schedule that it plays, and that no other run does. */
  slot?: SlotToFire;
  /** What an event meant to a trigger, which begins one run. */
  firing?: FiringToFire;
  /** How it enters its orchestra; beside all others unless told. */
  entry?: Entry;
  /** The task that starts this run as its child. An attempt of it has one child, however often it asks. */
  parent?: ParentTask;
}

export interface ParentTask {
  runId: string;
  n: number;
  attempt: number;
  /** Of the child. */
  depth: number;
  /** The parent's own, which the child's may not outlast. */
  deadlineAt: Date | null;
  /** The name that the child's effects bear: the same for every attempt of the task, and for a retry of its run. */
  effectRun: string;
}

export type StartResult =
  | { outcome: 'started' | 'replayed'; runId: string }
  /** Another run of its concurrency key waits already, and does so in its stead. */
  | { outcome: 'coalesced'; runId: string }
  /** The key started a run of another version or with other inputs. */
  | { outcome: 'key-mismatch' };

/** A request with the id its run will have. */
export interface NamedRequest extends StartRequest {
  runId: string;
  requestHash: string | null;
  /** Of the places that its template's runs share; null where they share none. */
  concurrencyKey: string | null;
  /** What a gate holds it back for. */
  hold: GateHold | null;
}

/** 500 runs and 1 MB of inputs: what one statement may hold without making its neighbours wait. */
const BATCH = { maxItems: 500, maxWeight: 1024 * 1024, inFlight: 2 };

const batchers = new WeakMap<Engine, Batcher<NamedRequest, StartResult>>();

/**
 * Starts a run. Starts that meet share a statement and a commit.
 *
 * @throws MaestroError `input-invalid` with a pointer for each fault; `quota-exceeded`; `limit-exceeded` and what `render` throws,
 * for its concurrency key; what a gate refuses with
 */
export async function startRun(engine: Engine, request: StartRequest): Promise<StartResult> {
  checkInputs(request);
  const named = nameRequest(request);
  if (engine.startGates.length === 0) return batcherOf(engine).add(named);
  const [only] = await passGates(engine, [named], () => '');
  return resultOf(engine, only as Passed);
}

/**
 * Starts many runs, each as `startRun` does; where one is at fault, none: pointers to its inputs begin with `/runs/<i>`.
 */
export async function startRuns(engine: Engine, requests: readonly StartRequest[]): Promise<StartResult[]> {
  requests.forEach((request, i) => checkInputs(request, `/runs/${i}`));
  const passed = await passGates(engine, requests.map(nameRequest), (i) => `/runs/${i}`);
  return Promise.all(passed.map((one) => resultOf(engine, one)));
}

/** Starts many runs, each for itself: what is wrong with one is its own answer. */
export async function startEach(
  engine: Engine,
  requests: readonly StartRequest[],
): Promise<(StartResult | Error)[]> {
  const named = requests.map((request) => attempt(() => (checkInputs(request), nameRequest(request))));
  const sound = named.filter((one): one is NamedRequest => !(one instanceof Error));
  const admitted = await admitStarts(engine, sound.map(beginningOf));
  const outcomes = await Promise.all(
    sound.map((request, i): Promise<StartResult | Error> => {
      const answer = admitted[i] ?? { hold: null };
      if ('refused' in answer) return Promise.resolve(answer.refused);
      return batcherOf(engine)
        .add({ ...request, hold: answer.hold })
        .catch(asError);
    }),
  );
  const outcomeOf = new Map(sound.map((request, i) => [request, outcomes[i] as StartResult | Error]));
  return named.map((one) => (one instanceof Error ? one : (outcomeOf.get(one) as StartResult | Error)));
}

function asError(cause: unknown): Error {
  return cause instanceof Error ? cause : new Error(String(cause));
}

function attempt<T>(work: () => T): T | Error {
  try {
    return work();
  } catch (cause) {
    return asError(cause);
  }
}

/** A request that the gates let pass, or what its key started before. */
type Passed = NamedRequest | StartResult;

async function resultOf(engine: Engine, passed: Passed): Promise<StartResult> {
  return 'outcome' in passed ? passed : batcherOf(engine).add(passed);
}

/** What a key has started needs no leave to be found again. */
async function passGates(
  engine: Engine,
  requests: readonly NamedRequest[],
  pointer: (i: number) => string,
): Promise<Passed[]> {
  const admitted = await admitStarts(engine, requests.map(beginningOf));
  return Promise.all(
    requests.map(async (request, i): Promise<Passed> => {
      const answer = admitted[i] ?? { hold: null };
      if ('hold' in answer) return { ...request, hold: answer.hold };
      const before = await startedBefore(engine, request);
      if (before) return before;
      throw pointer(i) === '' ? answer.refused : refusedAt(answer.refused, pointer(i));
    }),
  );
}

function beginningOf({ tenantId, runId, ...request }: NamedRequest) {
  const { plan, templateId, version, inputs, labels, createdBy, origin, parent } = request;
  const about = { plan, templateId, version, inputs, labels, createdBy, origin };
  const orchestra = request.orchestra ?? null;
  return { ref: { tenantId, runId }, ...about, orchestra, parentRun: parent?.runId ?? null };
}

function refusedAt({ code, message, retryAfter }: MaestroError, pointer: string): MaestroError {
  const errors = [{ pointer, code, message }];
  return new MaestroError(code, message, { errors, ...(retryAfter === undefined ? {} : { retryAfter }) });
}

async function startedBefore(engine: Engine, request: NamedRequest): Promise<StartResult | null> {
  if (request.idempotencyKey === null && !request.parent) return null;
  const results = new Map<NamedRequest, StartResult | Error>();
  await readWinners(engine, [request], results);
  const result = results.get(request);
  return result instanceof Error ? null : (result ?? null);
}

/** Throws where its concurrency key cannot be made. */
function nameRequest(request: StartRequest): NamedRequest {
  const requestHash = request.idempotencyKey === null ? null : hashOf(request);
  const ref = { tenantId: request.tenantId, runId: newId() };
  return {
    ...request,
    runId: ref.runId,
    requestHash,
    concurrencyKey: placeKey({ ...request, ref }),
    hold: null,
  };
}

function batcherOf(engine: Engine): Batcher<NamedRequest, StartResult> {
  let batcher = batchers.get(engine);
  if (!batcher) {
    const weigh = ({ inputs }: NamedRequest) => 256 + roughSize(inputs);
    batcher = createBatcher((requests) => startAll(engine, requests), { ...BATCH, weigh });
    batchers.set(engine, batcher);
  }
  return batcher;
}

function roughSize(inputs: JsonObject): number {
  return Object.keys(inputs).length === 0 ? 0 : JSON.stringify(inputs).length;
}

/** Keys are of a template, which several orchestras may play. */
function hashOf({ version, inputs, orchestra }: StartRequest): string {
  return digest(canonicalJson({ version, inputs, ...(orchestra ? { orchestra: orchestra.id } : {}) }));
}

/** One statement for each template version among them. */
async function startAll(
  engine: Engine,
  requests: readonly NamedRequest[],
): Promise<(StartResult | Promise<StartResult>)[]> {
  const groups = new Map<string, NamedRequest[]>();
  for (const request of requests) {
    const key = `${request.tenantId} ${request.templateId} ${request.version}`;
    const group = groups.get(key);
    if (group) group.push(request);
    else groups.set(key, [request]);
  }
  const results = new Map<NamedRequest, StartResult | Error>();
  await Promise.all([...groups.values()].map((group) => startGroup(engine, group, results)));
  return requests.map((request) => {
    const result = results.get(request) ?? new Error('a start has no result');
    return result instanceof Error ? Promise.reject(result) : result;
  });
}

/** A value that the database refuses fails its own run alone. */
async function startGroup(
  engine: Engine,
  group: readonly NamedRequest[],
  results: Map<NamedRequest, StartResult | Error>,
): Promise<void> {
  try {
    const tenantId = group[0]?.tenantId ?? '';
    const capped = group.map(cappedRun);
    await openAccounts(engine.database, tenantId, capped);
    const { refused, ids, ready, busy } = await withRoom(engine, tenantId, async (room, client) => {
      const { welcome, refused } = withinQuota(group, room);
      return { refused, ...(await insertGroup(engine, welcome, client)) };
    });
    dispatchStarted(engine, ready);
    await closeAccounts(
      engine.database,
      tenantId,
      capped.filter(({ runId }) => !ids.has(runId)),
    );
    const others = group.filter(({ runId }) => !ids.has(runId));
    const begun = group.filter(({ runId }) => ids.has(runId));
    for (const request of begun) results.set(request, { outcome: 'started', runId: request.runId });
    await readWinners(engine, others, results);
    for (const request of others) {
      if (hasSlot(request)) results.set(request, new LostSlot());
      // Where its idempotency key had started a run, that is the answer.
      else if (results.get(request) instanceof Error) results.set(request, whyNotStarted(request, busy));
    }
    for (const request of refused)
      if (results.get(request) instanceof Error) results.set(request, tooManyRuns());
    await settleStarted(engine, begun, results);
  } catch (cause) {
    if (group.length > 1 && isDataError(cause)) {
      for (const request of group) await startGroup(engine, [request], results);
      return;
    }
    for (const request of group) results.set(request, cause as Error);
  }
}

/**
 * With the slots that they play, or the firings that begin them: a run and what it is for come true together, and nobody enters its
 * orchestra in between.
 */
async function insertGroup(
  engine: Engine,
  requests: readonly NamedRequest[],
  client: EngineTransaction,
): Promise<InsertedRuns & { busy: ReadonlySet<string> }> {
  const insert = async (tx: EngineTransaction) => {
    const free = await lockFirings(tx, await fireSlots(tx, requests));
    const entered = await enterOrchestras(tx, free);
    const inserted = await insertRuns(engine, entered, tx);
    await markFired(tx, entered, inserted.ids);
    const inside = new Set(entered.map(({ runId }) => runId));
    return { ...inserted, busy: new Set(free.map(({ runId }) => runId).filter((id) => !inside.has(id))) };
  };
  const apart = requests.some((one) => hasSlot(one) || hasFiring(one) || hasEntry(one));
  const alone = client === engine.database && apart;
  return alone ? engine.database.transaction(insert) : insert(client);
}

function cappedRun({ runId, budget, plan, createdBy }: NamedRequest): CappedRun {
  const { cap, on_exhausted: onExhausted } = plan.budget ?? {};
  return { runId, cap: capOf(budget, cap), actor: createdBy, onExhausted };
}

/** What a tenant's limit lets begin. The children of what has begun always may. */
function withinQuota(group: readonly NamedRequest[], room: number | null) {
  let left = room ?? Infinity;
  const welcome: NamedRequest[] = [];
  const refused: NamedRequest[] = [];
  for (const request of group) {
    if (request.parent || left > 0) welcome.push(request);
    else refused.push(request);
    left -= 1;
  }
  return { welcome, refused };
}

/** Lets held runs begin where there is room. What goes wrong here the sweep does again. */
async function settleStarted(
  engine: Engine,
  begun: readonly NamedRequest[],
  results: Map<NamedRequest, StartResult | Error>,
): Promise<void> {
  const held = begun.filter(
    ({ concurrencyKey, hold }) => concurrencyKey !== null || hold?.reason === 'APPROVAL',
  );
  if (held.length === 0) return;
  const completer = createCompleter(engine);
  for (const request of held) {
    const ref = { tenantId: request.tenantId, runId: request.runId };
    try {
      const { winding, joined } = await settleStart(engine, { ref, plan: request.plan });
      if (joined !== null) results.set(request, { outcome: 'coalesced', runId: joined });
      for (const run of winding) await sweepRun(engine, completer, run);
    } catch (error) {
      engine.onError(error, 'letting a held run begin');
    }
  }
  await completer.idle();
}

interface WinnerRow {
  key: string | null;
  run_id: string;
  request_hash: string | null;
  parent_run: string | null;
  parent_n: number | null;
  parent_attempt: number | null;
}

/** Somebody else's key, or child, committed before; a new statement sees it. */
async function readWinners(
  engine: Engine,
  requests: readonly NamedRequest[],
  results: Map<NamedRequest, StartResult | Error>,
): Promise<void> {
  const [first] = requests;
  if (!first) return;
  const keys = requests.map((request) => request.idempotencyKey);
  const parents = requests.map((request) => request.parent);
  const rows = await engine.database.query<WinnerRow & Record<string, unknown>>(readRunKeys, [
    first.tenantId,
    first.templateId,
    keys,
    parents.map((parent) => parent?.runId),
    parents.map((parent) => parent?.n),
    parents.map((parent) => parent?.attempt),
  ]);
  for (const request of requests) {
    const row = rows.find((candidate) => isWinner(candidate, request));
    results.set(request, row ? answerOf(row, request) : busy());
  }
}

function isWinner(row: WinnerRow, { idempotencyKey, parent }: NamedRequest): boolean {
  if (idempotencyKey !== null) return row.key === idempotencyKey;
  return (
    row.parent_run === parent?.runId && row.parent_n === parent?.n && row.parent_attempt === parent?.attempt
  );
}

function answerOf({ key, run_id: runId, request_hash: hash }: WinnerRow, request: NamedRequest): StartResult {
  return key !== null && hash !== request.requestHash
    ? { outcome: 'key-mismatch' }
    : { outcome: 'replayed', runId };
}

function busy(): MaestroError {
  const detail = 'The idempotency key is being used by another request.';
  return new MaestroError('service-unavailable', detail, { retryAfter: 1 });
}
