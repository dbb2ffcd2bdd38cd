import { eventually, install, type Installation } from '@maestro/testing';
import { invariants } from './invariants';
import { diceOf, type Dice } from './seed';

/**
 * A storm over the whole installation: workers killed and frozen, leaders killed, Redis emptied, database
 * connections cut, while runs are started. Every accepted run must end as its template says, with nothing lost and
 * nothing done twice. `MAESTRO_CHAOS_SEED` repeats a storm.
 */
const seed = Number(process.env.MAESTRO_CHAOS_SEED ?? Date.now() % 1_000_000);
const RUNS = 60;
const FAULTS = 12;

let maestro: Installation;
beforeAll(async () => {
  maestro = await install({ worker: 3, scheduler: 2 });
}, 60_000);
afterAll(() => maestro?.stop());

const task = (id: string, more: object = {}) => ({ id, kind: 'task', ref: 'noop', ...more });
const graphs = {
  chain: {
    nodes: ['a', 'b', 'c', 'd', 'e'].map((id) => task(id)),
    edges: ['ab', 'bc', 'cd', 'de'].map(([from, to]) => ({ from, to })),
  },
  fan: {
    nodes: [task('first'), ...Array.from({ length: 20 }, (_, i) => task(`n${i}`)), task('last')],
    edges: Array.from({ length: 20 }, (_, i) => [
      { from: 'first', to: `n${i}` },
      { from: `n${i}`, to: 'last' },
    ]).flat(),
  },
  cleanup: {
    nodes: [task('bad', { ref: 'contract', with: { data: 1, schema: { type: 'string' } } }), task('tidy')],
    edges: [{ from: 'bad', to: 'tidy', on: 'always' }],
  },
};
const outcomes = { chain: 'succeeded', fan: 'succeeded', cleanup: 'failed' } as const;
type Kind = keyof typeof graphs;

it(`survives the storm of seed ${seed}`, async () => {
  const dice = diceOf(seed);
  const templates = new Map<Kind, string>();
  for (const kind of Object.keys(graphs) as Kind[]) {
    const body = { name: kind, definition: graphs[kind] };
    templates.set(kind, (await maestro.client.request('POST', '/api/templates', { body })).id);
  }

  const accepted = new Map<string, Kind>();
  const storm = rage(dice);
  for (let i = 0; i < RUNS; i += 1) {
    const kind = dice.of(Object.keys(graphs) as Kind[]);
    const body = { template_id: templates.get(kind) ?? '', idempotency_key: `storm-${i}` };
    // A refusal while the database is away is no acceptance; the key makes the repeat harmless.
    const run = await eventually(() => maestro.client.request('POST', '/api/runs', { body }), {
      timeoutMs: 20_000,
    });
    accepted.set(run.id, kind);
  }
  const faults = await storm;
  // Nobody but we ended a process.
  for (const api of maestro.services.api)
    expect({ output: api.output(), faults, alive: isAlive(api.pid) }).toMatchObject({ alive: true });

  for (const [id, kind] of accepted) {
    const run = await maestro.ended(id, 60_000);
    const context = { id, kind, faults, error: run.error };
    expect({ ...context, status: run.status }).toEqual({ ...context, status: outcomes[kind] });
  }
  for (const [rule, statement] of Object.entries(invariants)) {
    expect({ rule, rows: await maestro.sql(statement), faults }).toEqual({ rule, rows: [], faults });
  }
}, 150_000);

/** One fault after the other, each begun when the one before has taken hold. Returns what was done. */
async function rage(dice: Dice): Promise<string[]> {
  const faults: string[] = [];
  for (let i = 0; i < FAULTS; i += 1) {
    const name = dice.of(Object.keys(evils) as (keyof typeof evils)[]);
    faults.push(name);
    await evils[name](dice);
  }
  return faults;
}

const evils = {
  'a worker is killed': (dice: Dice) => replace('worker', dice),
  'a scheduler is killed': (dice: Dice) => replace('scheduler', dice),
  'a worker is frozen for longer than its lease': async (dice: Dice) => {
    const worker = dice.of(living('worker'));
    worker.kill('SIGSTOP');
    await eventually(() => sessionEnded(worker.pid), { timeoutMs: 20_000, what: 'The end of its session' });
    worker.kill('SIGCONT');
  },
  'Redis forgets everything': () => maestro.redis.clear(),
  'every database connection is cut': async () => {
    await maestro.sql(`SELECT pg_terminate_backend(pid) FROM pg_stat_activity
                       WHERE datname = current_database() AND pid <> pg_backend_pid()`);
  },
};

function living(kind: 'worker' | 'scheduler') {
  return maestro.services[kind].filter(({ pid }) => isAlive(pid));
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

async function replace(kind: 'worker' | 'scheduler', dice: Dice): Promise<void> {
  const victim = dice.of(living(kind));
  victim.kill('SIGKILL');
  await victim.exited;
  await eventually(() => maestro.services.start(kind), { timeoutMs: 30_000, what: `Another ${kind}` });
}

/** Whether the newest session of a frozen worker was given up. */
async function sessionEnded(pid: number): Promise<boolean> {
  const [session] = await maestro.sql<{ ended: boolean }>(`
    SELECT ended_at IS NOT NULL AS ended FROM maestro_worker_sessions
    WHERE name LIKE '%-${pid}' ORDER BY started_at DESC LIMIT 1`);
  return session?.ended ?? true;
}
