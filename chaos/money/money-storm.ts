import { eventually, install, startPrivateServers, type Installation } from '@maestro/testing';
import { diceOf, type Dice } from '../seed';
import { pause } from '../time';
import { openProvider, type Provider } from './provider';

/** What a storm came to; a unit is a dollar. */
export interface MoneyReport {
  seed: number;
  cap: number;
  /** What the provider has billed, by its own account. */
  billed: number;
  spent: number;
  /** Left reserved when all was quiet. */
  reserved: number;
  /** How much of the cap could be used; what was assumed of the dead counts as used. */
  usable: number;
  /** Calls that the provider has billed, workers that were killed, rules of money that are broken. */
  calls: number;
  kills: number;
  broken: string[];
}

export interface MoneyStormOptions {
  seed: number;
  log: (line: string) => void;
}

const SPENDERS = 200;
const CAP = 50;
const UNIT = 1_000_000;
const WORKERS = 4;
/** Longest that the money takes to be used up, and the quiet after it to come. */
const PATIENCE_MS = 180_000;

/** Whether the money held: no more was billed than is spent, and no more spent than the cap; nothing is left reserved, enough could be used. */
export function held({ billed, spent, cap, reserved, usable, broken }: MoneyReport): boolean {
  return billed <= spent && spent <= cap && reserved === 0 && usable >= 0.95 && broken.length === 0;
}

/** 200 runs spend at once from an account of 50 units, while workers are killed at random. */
export async function runMoneyStorm({ seed, log }: MoneyStormOptions): Promise<MoneyReport> {
  const servers = await startPrivateServers();
  const dice = diceOf(seed);
  const provider = await openProvider(dice);
  try {
    const env = { MAESTRO_WORKER_DRAIN_S: '2' };
    // On a busy machine it may take longer than is waited for one service.
    const maestro = await eventually(
      () => install({ stack: servers.stack, api: 1, scheduler: 1, worker: WORKERS, env }),
      { timeoutMs: 120_000, what: 'The installation' },
    );
    try {
      await maestro.allow(provider.host);
      await spend(maestro, provider);
      log(`seed ${seed}: ${SPENDERS} runs spend from ${CAP} units`);
      const kills = await rage(maestro, dice);
      return await settled({ seed, maestro, provider, kills });
    } finally {
      await maestro.stop();
    }
  } finally {
    provider.close();
    await servers.stop();
  }
}

async function spend(maestro: Installation, provider: Provider): Promise<void> {
  const node = {
    ...{ id: 'spend', kind: 'task', ref: 'http', with: { url: provider.url, method: 'POST' } },
    retry: { max_attempts: 100, delay: '100ms', backoff: 'fixed' },
    cost: { worst_case: '1.00 USD', used: 'tasks.spend.output.body.usd' },
  };
  const call = caller(maestro);
  await call('/api/budgets', { scope: 'tenant', cap: `${CAP}.00 USD` });
  const template = await call('/api/templates', {
    name: 'spender',
    definition: { nodes: [node], edges: [] },
  });
  const runs = Array.from({ length: SPENDERS }, () => ({}));
  await call('/api/runs/batch', { template_id: template.id, runs });
}

function caller({ services, apiKey }: Installation) {
  return async (path: string, body: object): Promise<{ id: string }> => {
    const headers = { authorization: `Bearer ${apiKey}`, 'content-type': 'application/json' };
    const response = await fetch(services.apiUrl + path, {
      method: 'POST',
      headers,
      body: JSON.stringify(body),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${path} answered ${response.status}: ${text}`);
    return JSON.parse(text) as { id: string };
  };
}

interface Account {
  spent: number;
  reserved: number;
  /** Tasks that are neither over nor parked for want of money. */
  busy: number;
}

async function look(maestro: Installation): Promise<Account> {
  const [account] = await maestro.sql<Account>(`
    SELECT b.spent::float8 AS spent, b.reserved::float8 AS reserved,
           (SELECT count(*)::int FROM maestro_tasks t LEFT JOIN maestro_waits w USING (tenant_id, run_id, n)
            WHERE t.finished_at IS NULL AND w.reason IS DISTINCT FROM 'BUDGET') AS busy
    FROM maestro_budgets b WHERE b.scope = 'tenant'`);
  if (!account) throw new Error('the account is gone');
  return account;
}

/** Kills workers, each replaced by another, until nothing moves any more. */
async function rage(maestro: Installation, dice: Dice): Promise<number> {
  const until = Date.now() + PATIENCE_MS;
  const { services } = maestro;
  let kills = 0;
  while (Date.now() < until) {
    const { busy, reserved } = await look(maestro);
    if (busy === 0 && reserved === 0) return kills;
    await pause(300 + dice.below(1_200));
    const { spent } = await look(maestro);
    // Those that die with the last money take it with them: it has to be theirs to take.
    if (spent >= (CAP - 1) * UNIT) continue;
    const victim = dice.of(services.worker.slice(-WORKERS));
    victim.kill('SIGKILL');
    await victim.exited;
    await eventually(() => services.start('worker'), { timeoutMs: 90_000, what: 'Another worker' });
    kills += 1;
  }
  throw new Error('the money was not used up in time');
}

async function settled(storm: {
  seed: number;
  maestro: Installation;
  provider: Provider;
  kills: number;
}): Promise<MoneyReport> {
  const { seed, maestro, provider, kills } = storm;
  const quiet = async () => {
    const account = await look(maestro);
    return account.busy === 0 && account.reserved === 0 ? account : undefined;
  };
  const { spent, reserved } = (await eventually(quiet, { timeoutMs: 60_000, what: 'The quiet' })) as Account;
  const { calls, quarters } = provider.bill();
  const broken = await brokenRules(maestro);
  const units = spent / UNIT;
  return {
    seed,
    cap: CAP,
    billed: quarters / 4,
    spent: units,
    reserved: reserved / UNIT,
    usable: units / CAP,
    calls,
    kills,
    broken,
  };
}

async function brokenRules(maestro: Installation): Promise<string[]> {
  const { invariantRules } = await import('@maestro/engine');
  const broken: string[] = [];
  for (const { id, says, text } of invariantRules.filter((rule) => rule.id === 'I8'))
    if ((await maestro.sql(text)).length > 0) broken.push(`${id} ${says}`);
  return broken;
}
