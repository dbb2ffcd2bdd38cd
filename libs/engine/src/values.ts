import { unspill } from '@maestro/artifacts';
import type { ArtifactRef } from '@maestro/artifacts';
import type { Json, Plan, Scope } from '@maestro/dsl';
import { formatId, statement } from '@maestro/persistence';
import type { ItemPlace } from './completion';
import type { Engine, RunRef } from './engine';
import { readFrame, readItem } from './frames/read-frame';
import { enclosuresOf, locate, type Enclosure } from './places';
import { readCause } from './run-cause';

const taskValues = statement('task_values');

/** What the expressions of one run may name, besides its tasks. It never changes. */
export interface RunValues {
  ref: RunRef;
  plan: Plan;
  templateName: string;
  version: number;
  inputs: Json;
  createdAt: Date;
  /** The run whose name the effects of its tasks bear: its own, or that of the run it retries. */
  effectRun: string;
}

export interface TaskValue {
  output: Json;
  status: string;
  error: Json;
  attempt: number;
}

interface TaskValueRow {
  n: number;
  status: string;
  attempt: number;
  output: Json;
  output_ref: ArtifactRef | null;
  error: Json;
}

/** Who evaluates an expression: the task it belongs to, and the nodes that it names. */
export interface Reader {
  /** Null for the run itself. */
  task: { n: number; place: ItemPlace | null } | null;
  reads: readonly number[];
  /** The nodes that it names of the round before. */
  previous?: readonly number[] | undefined;
  /** Read once a task, so that all of its expressions see the same. */
  now: Date;
  /** Values that are not committed yet, by node. */
  own?: ReadonlyMap<number, TaskValue>;
}

/** The names that expressions of a task, or of the whole run, see. */
export async function readScope(
  engine: Engine,
  run: RunValues,
  { task, reads, previous = [], now, own }: Reader,
): Promise<Scope> {
  const seen = { engine, run: run.ref, plan: run.plan };
  const enclosures = task ? await enclosuresOf(seen, task) : [];
  const named = reads.filter((node) => !own?.has(node));
  const numbers = new Map<number, number>();
  for (const node of named) {
    const n = await locate(seen, enclosures, node);
    if (n !== null) numbers.set(n, node);
  }
  const values = await readTaskValues(engine, run.ref, [...numbers.keys()]);
  const tasks = Object.create(null) as Record<string, TaskValue>;
  for (const [n, value] of values) tasks[run.plan.nodes[numbers.get(n) ?? -1]?.id ?? ''] = value;
  for (const [node, value] of own ?? []) tasks[run.plan.nodes[node]?.id ?? ''] = value;
  const trigger = await readCause(engine, run);
  const before = await previousScope(engine, run, { enclosures, nodes: previous });
  return { ...scopeOf(run, now), ...(await itemScope(engine, run, enclosures)), ...before, tasks, trigger };
}

/** The tasks of the round before, of the innermost loop: its rounds have their numbers one after the other. */
async function previousScope(
  engine: Engine,
  run: RunValues,
  { enclosures, nodes }: { enclosures: readonly Enclosure[]; nodes: readonly number[] },
): Promise<Pick<Scope, 'previous'>> {
  const { plan, ref } = run;
  const loop = enclosures.find(({ body }) => plan.nodes[plan.bodies[body]?.owner ?? 0]?.kind === 'loop');
  if (!loop) return {};
  if (loop.idx === 0) return { previous: null };
  const offset = loop.offset - (plan.bodies[loop.body]?.width ?? 0);
  const values = await readTaskValues(
    engine,
    ref,
    nodes.map((node) => node + offset),
  );
  const previous = Object.create(null) as Record<string, TaskValue>;
  for (const [n, value] of values) previous[plan.nodes[n - offset]?.id ?? ''] = value;
  return { previous };
}

/** `item`, `index` and `round` of the innermost map or loop; an outer map's item shows through a loop. */
async function itemScope(engine: Engine, { ref, plan }: RunValues, enclosures: readonly Enclosure[]) {
  const scope: Pick<Scope, 'item' | 'index' | 'round'> = {};
  for (const { body, ownerN, idx } of enclosures) {
    scope.index ??= idx;
    if (plan.nodes[plan.bodies[body]?.owner ?? 0]?.kind === 'loop') scope.round ??= idx + 1;
    else if (scope.item === undefined) {
      const frame = await engine.cache.get(`frame ${ref.runId} ${ownerN}`, () =>
        readFrame(engine, ref, ownerN),
      );
      if (frame) scope.item = await readItem(engine, ref, { frame, index: idx });
    }
  }
  return scope;
}

/** Reads outcome and output of tasks by their number; large outputs come from the artifact store. */
export async function readTaskValues(
  engine: Engine,
  ref: RunRef,
  numbers: readonly number[],
): Promise<Map<number, TaskValue>> {
  if (numbers.length === 0) return new Map();
  const rows = await engine.database.query<TaskValueRow>(taskValues, [ref.tenantId, ref.runId, numbers]);
  const values = await Promise.all(
    rows.map(async (row): Promise<[number, TaskValue]> => {
      const output = row.output_ref
        ? await unspill(engine.artifacts, ref.tenantId, { artifact: row.output_ref })
        : row.output;
      return [row.n, { output, status: row.status, error: row.error, attempt: row.attempt }];
    }),
  );
  return new Map(values);
}

/** The names that all expressions of a run see; without what began it, which has to be read. */
export function scopeOf(run: RunValues, now: Date): Scope {
  return {
    inputs: run.inputs,
    env: run.plan.env,
    tasks: {},
    run: aboutRun(run),
    trigger: null,
    now: now.toISOString(),
  };
}

const about = new WeakMap<RunValues, Scope['run']>();

/** The same for every task of the run. */
function aboutRun(run: RunValues): Scope['run'] {
  let known = about.get(run);
  if (!known) {
    known = {
      id: formatId('run', run.ref.runId),
      template: run.templateName,
      version: run.version,
      created_at: run.createdAt.toISOString(),
    };
    about.set(run, known);
  }
  return known;
}
