import { eventually, startPrivateServers, type Installation, type ServiceProcess } from '@maestro/testing';
import { patientInstall } from '../patient-install';
import { diceOf, type Dice } from '../seed';
import { pause } from '../time';
import { crowds, poster, type Biller, type Crowd, type Spenders } from './spenders';

/** What a storm came to; a unit is a dollar. */
export interface MoneyReport {
  seed: number;
  crowd: Crowd;
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
  /** Who spends. */
  crowd: Crowd;
  log: (line: string) => void;
}

const UNIT = 1_000_000;
const WORKERS = 4;
/** Longest that the money takes to be used up, and the quiet after it to come. */
const PATIENCE_MS = 400_000;
/** Longest that a worker takes to begin: on a busy machine several are at it at once. */
const RAISED_MS = 300_000;

/** Whether the money held: no more was billed than is spent, and no more spent than the cap; nothing is left reserved, enough could be used. */
export function held({ billed, spent, cap, reserved, usable, broken }: MoneyReport): boolean {
  return billed <= spent && spent <= cap && reserved === 0 && usable >= 0.95 && broken.length === 0;
}

/** A crowd spends at once from one account, while workers are killed at random. */
export async function runMoneyStorm({ seed, crowd, log }: MoneyStormOptions): Promise<MoneyReport> {
  const servers = await startPrivateServers();
  const dice = diceOf(seed);
  const spenders = crowds[crowd];
  const biller = await spenders.open(dice);
  try {
    // Few at a time: whoever dies takes little with it, and many may die before the money is gone.
    const env = { MAESTRO_WORKER_DRAIN_S: '2', MAESTRO_WORKER_CONCURRENCY: '2' };
    const { stack } = servers;
    const maestro = await patientInstall({ stack, api: 1, scheduler: 1, worker: WORKERS, env });
    try {
      await maestro.allow(biller.host);
      await spend(maestro, spenders, biller);
      log(`seed ${seed}: ${crowd} spend from ${spenders.cap} units`);
      const kills = await rage(maestro, dice, spenders);
      return await settled({ seed, crowd, maestro, biller, kills });
    } finally {
      await maestro.stop();
    }
  } finally {
    biller.close();
    await servers.stop();
  }
}

async function spend(maestro: Installation, crowd: Spenders, biller: Biller): Promise<void> {
  const post = poster(maestro);
  await post('/api/budgets', { scope: 'tenant', cap: `${crowd.cap}.00 USD` });
  await crowd.start(post, biller);
}

interface Account {
  spent: number;
  reserved: number;
  /** Tasks that are neither over nor parked for want of money, or for such tasks. */
  busy: number;
}

async function look(maestro: Installation): Promise<Account> {
  const [account] = await maestro.sql<Account>(`
    SELECT b.spent::float8 AS spent, b.reserved::float8 AS reserved,
           (SELECT count(*)::int FROM maestro_tasks t LEFT JOIN maestro_waits w USING (tenant_id, run_id, n)
            WHERE t.finished_at IS NULL AND w.reason IS DISTINCT FROM 'BUDGET'
              AND w.reason IS DISTINCT FROM 'ITEMS' AND t.status <> 'pending') AS busy
    FROM maestro_budgets b WHERE b.scope = 'tenant'`);
  if (!account) throw new Error('the account is gone');
  return account;
}

/** Kills workers, one or more at a time and each replaced by another, until nothing moves any more. */
async function rage(maestro: Installation, dice: Dice, { cap, most }: Spenders): Promise<number> {
  const until = Date.now() + PATIENCE_MS;
  const alive = new Set(maestro.services.worker);
  const raised: Promise<unknown>[] = [];
  const raise = async () => {
    const again = () => maestro.services.start('worker');
    alive.add((await eventually(again, { timeoutMs: RAISED_MS, what: 'Another worker' })) as ServiceProcess);
  };
  let kills = 0;
  while (Date.now() < until) {
    const { busy, reserved } = await look(maestro);
    if (busy === 0 && reserved === 0) return Promise.all(raised).then(() => kills);
    await pause(200 + dice.below(1_000));
    const { spent } = await look(maestro);
    // Those that die with the last money take it with them: it has to be theirs to take.
    if (spent >= (cap - most) * UNIT) continue;
    const victims = dice.shuffled([...alive]).slice(0, 1 + dice.below(WORKERS - 2));
    for (const victim of victims) {
      alive.delete(victim);
      victim.kill('SIGKILL');
      raised.push(raise());
    }
    kills += victims.length;
  }
  throw new Error('the money was not used up in time');
}

async function settled(storm: {
  seed: number;
  crowd: Crowd;
  maestro: Installation;
  biller: Biller;
  kills: number;
}): Promise<MoneyReport> {
  const { seed, crowd, maestro, biller, kills } = storm;
  const { cap } = crowds[crowd];
  const quiet = async () => {
    const account = await look(maestro);
    return account.busy === 0 && account.reserved === 0 ? account : undefined;
  };
  const { spent, reserved } = (await eventually(quiet, { timeoutMs: 60_000, what: 'The quiet' })) as Account;
  const { calls, micros } = biller.bill();
  const broken = await brokenRules(maestro);
  const units = spent / UNIT;
  return {
    seed,
    crowd,
    cap,
    billed: micros / UNIT,
    spent: units,
    reserved: reserved / UNIT,
    usable: units / cap,
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
