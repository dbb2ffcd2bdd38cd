import { eventually, startPrivateServers, type Installation } from '@maestro/testing';
import { poster } from '../money/spenders';
import { patientInstall } from '../patient-install';
import { diceOf, type Dice } from '../seed';
import { callsRepeated, resultsOf } from './repeated';
import { DOCUMENT, openWorld, PRICE, SLOWEST_MS, type OutsideCall, type World } from './world';

/** What a storm over one agent came to. Money in dollars. */
export interface AgentReport {
  seed: number;
  /** Tool calls that the agent needs. */
  steps: number;
  status: string;
  kills: number;
  /** Calls of the model and of the tool that came in. */
  asked: number;
  called: number;
  /** Calls that came in after the result of the very call was stored. */
  repeated: string[];
  billed: number;
  spent: number;
  /** What is wrong with the answer; null where nothing is. */
  wrong: string | null;
}

export interface AgentStormOptions {
  seed: number;
  steps: number;
  log: (line: string) => void;
  /** One that is there already, and idle; else one of its own. */
  maestro?: Installation;
}

/** Behind an answer: the time within which its result is written. */
const AFTER_MS = 150;
const PATIENCE_MS = 30_000;

/** Whether nothing was asked again whose answer was stored, the money adds up, and the agent ended as if nobody had died. */
export function survived({ status, repeated, billed, spent, wrong }: AgentReport): boolean {
  return status === 'succeeded' && repeated.length === 0 && billed <= spent && wrong === null;
}

/** One agent plays its loop while its worker is killed at nearly every call that it makes. */
export async function runAgentStorm({ maestro, ...options }: AgentStormOptions): Promise<AgentReport> {
  if (maestro) return rage(maestro, options);
  const servers = await startPrivateServers();
  try {
    const own = await patientInstall({ stack: servers.stack });
    return await rage(own, options).finally(() => own.stop());
  } finally {
    await servers.stop();
  }
}

async function rage(
  maestro: Installation,
  { seed, steps, log }: Omit<AgentStormOptions, 'maestro'>,
): Promise<AgentReport> {
  const dice = diceOf(seed);
  const world = await openWorld(dice, steps);
  try {
    const killer = killsOn(maestro, world, dice);
    const id = await begin(maestro, world, steps);
    log(`seed ${seed}: an agent of ${steps} tool calls begins`);
    const run = await maestro
      .ended(id, 60_000 + steps * 2 * PATIENCE_MS)
      .catch(async (cause: unknown) => {
        throw new Error(`the agent does not end: ${JSON.stringify(await openTasks(maestro))}`, { cause });
      })
      .finally(killer.rest);
    const results = await resultsOf(maestro);
    return {
      ...{ seed, steps, status: run.status, kills: killer.kills() },
      asked: world.calls.filter(({ kind }) => kind === 'model').length,
      called: world.calls.filter(({ kind }) => kind === 'tool').length,
      repeated: callsRepeated(world.calls, results),
      billed: world.billed() / 1e6,
      spent: await spentBy(maestro),
      wrong: faultOf(run.outputs, steps) ?? (run.error ? JSON.stringify(run.error) : null),
    };
  } finally {
    await world.close();
  }
}

async function begin(maestro: Installation, world: World, steps: number): Promise<string> {
  await maestro.allow(...world.hosts);
  const post = poster(maestro);
  const models = [{ name: 'dear', context_tokens: 20_000 }];
  await post('/api/model-providers', { name: 'dear', kind: 'openai', base_url: world.modelUrl, models });
  await post('/api/model-pricing/dear', PRICE, 'PUT');
  await post('/api/toolsets', { name: 'facts', kind: 'openapi', document: DOCUMENT, url: world.toolUrl });
  await post('/api/agents', {
    ...{ name: 'curious', model: { model: 'dear', max_tokens: 200 }, tools: ['http:facts.lookup'] },
    limits: { max_steps: steps + 1, max_cost: '100.00 USD' },
  });
  return (await post('/api/agents/curious/invoke', { inputs: { prompt: 'Find out.' } })).id;
}

/** Kills all workers about nearly every call, once or twice, somewhere between its coming and the writing of its result. */
function killsOn(maestro: Installation, world: World, dice: Dice) {
  const { services } = maestro;
  const planned = new Map<string, number>();
  let kills = 0;
  let resting = false;
  let raising: Promise<unknown> = Promise.resolve();
  const strike = async () => {
    if (resting) return;
    const alive = services.worker.splice(0);
    for (const victim of alive) victim.kill('SIGKILL');
    kills += alive.length;
    await eventually(() => services.start('worker'), { timeoutMs: 300_000, what: 'Another worker' });
  };
  world.onCall(({ kind, ordinal }: OutsideCall) => {
    const key = `${kind} ${ordinal}`;
    const left = planned.get(key) ?? [0, 1, 1, 1, 1, 2][dice.below(6)] ?? 1;
    planned.set(key, left - 1);
    if (left <= 0) return;
    setTimeout(() => void (raising = raising.then(strike)), dice.below(SLOWEST_MS + AFTER_MS));
  });
  return {
    kills: () => kills,
    rest: async () => {
      resting = true;
      await raising;
    },
  };
}

async function spentBy({ sql }: Installation): Promise<number> {
  const [row] = await sql<{ spent: number }>(
    'SELECT coalesce(sum(amount), 0)::float8 / 1e6 AS spent FROM maestro_cost_entries',
  );
  return row?.spent ?? 0;
}

/** What an agent that does not end waits for. */
function openTasks({ sql }: Installation): Promise<object[]> {
  return sql(`
    SELECT t.n, t.node, t.status, t.attempt, t.deaths, w.reason, w.detail, w.wake_at
    FROM maestro_tasks t LEFT JOIN maestro_waits w USING (tenant_id, run_id, n)
    WHERE t.finished_at IS NULL AND t.status <> 'pending' ORDER BY t.n`);
}

/** The conversation holds every fact once, in order. */
function faultOf(outputs: Record<string, unknown> | null | undefined, steps: number): string | null {
  const messages = (outputs?.['messages'] ?? []) as { role: string; content: string }[];
  const facts = messages
    .filter(({ role }) => role === 'tool')
    .map(({ content }) => /"fact":"fact (\d+)"/.exec(content)?.[1]);
  const wanted = Array.from({ length: steps }, (_, n) => String(n));
  if (outputs?.['text'] !== `Done after ${steps} facts.`) return `it said ${String(outputs?.['text'])}`;
  return facts.join() === wanted.join() ? null : `the facts are ${facts.join()}`;
}
