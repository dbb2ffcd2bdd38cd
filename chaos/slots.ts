import { diceOf, type Dice } from './seed';
import { pause } from './time';
import { task } from './workloads/workload';
import type { Installation, ServiceProcess } from '@maestro/testing';
import { eventually } from '@maestro/testing';

/** What became of the slots, as `npm run chaos -- --only slots --json` ends. */
export interface SlotReport {
  seed: number;
  slots: number;
  fired_once: number;
  missed: number;
  doubled: number;
  leader_changes: number;
  p99_lateness_s: number;
}

export interface SlotOptions {
  maestro: Installation;
  seed: number;
  slots: number;
  log: (line: string) => void;
}

const MINUTE_MS = 60_000;
/** Orchestras that are due in the same minute at most. */
const TOGETHER = 100;
/** Twice the lease of the test profile: whoever is frozen for so long has lost the lead. */
const FROZEN_MS = 4_000;
/** The clock is moved to this long before each minute. */
const BEFORE_MS = 2_000;
const SETTLED_WITHIN_MS = 90_000;

export function isExact({ slots, fired_once, missed, doubled }: SlotReport): boolean {
  return fired_once === slots && missed === 0 && doubled === 0;
}

/**
 * Orchestras that are due every minute, and schedulers that are killed, frozen and stopped while they play them; two at first, then
 * four. The database's clock goes from minute to minute, sometimes back, and people change orchestras meanwhile. Nothing may be
 * missed: the misfire policy plays all.
 */
export async function stormSlots({ maestro, seed, slots, log }: SlotOptions): Promise<SlotReport> {
  const dice = diceOf(seed);
  const each = Math.min(TOGETHER, slots);
  const minutes = Math.ceil(slots / each);
  const first = Math.ceil((Date.now() + 10 * MINUTE_MS) / MINUTE_MS) * MINUTE_MS;
  const moveTo = (at: number) => maestro.database.setClockOffset(at - Date.now());
  await moveTo(first - BEFORE_MS);
  await deploy(maestro, { count: each, from: first - BEFORE_MS });
  for (let minute = 0; minute < minutes; minute += 1) {
    if (minute === Math.ceil(minutes / 2))
      await Promise.all([1, 2].map(() => maestro.services.start('scheduler')));
    const at = first + minute * MINUTE_MS;
    // The last minute may need fewer.
    if (minute === minutes - 1 && slots % each !== 0) await disable(maestro, each - (slots % each));
    await moveTo(at - BEFORE_MS);
    await pause(dice.below(BEFORE_MS));
    const fault = dice.of(faults);
    log(`minute ${minute + 1} of ${minutes}: ${fault.name}`);
    await fault.act({ maestro, dice, back: () => moveTo(at - BEFORE_MS / 2) });
    await settled(maestro, at);
  }
  return report(maestro, { seed, slots });
}

interface Scene {
  maestro: Installation;
  dice: Dice;
  /** Moves the clock back before the slot. */
  back: () => Promise<void>;
}

const faults: readonly { name: string; act: (scene: Scene) => Promise<void> }[] = [
  {
    name: 'the leader is killed',
    act: async ({ maestro }) => {
      const leader = await leaderOf(maestro);
      leader?.kill('SIGKILL');
      await leader?.exited;
      await maestro.services.start('scheduler');
    },
  },
  {
    name: 'the leader is frozen',
    act: async ({ maestro }) => {
      const leader = await leaderOf(maestro);
      leader?.kill('SIGSTOP');
      await pause(FROZEN_MS);
      leader?.kill('SIGCONT');
    },
  },
  {
    name: 'the leader is stopped',
    act: async ({ maestro }) => {
      await (await leaderOf(maestro))?.stop();
      await maestro.services.start('scheduler');
    },
  },
  {
    name: 'the clock goes back',
    act: async ({ back }) => {
      await pause(BEFORE_MS + 500);
      await back();
    },
  },
  {
    name: 'orchestras are changed',
    act: async ({ maestro, dice }) => {
      for (let i = 0; i < 40; i += 1) {
        // As people do: one at a time.
        await maestro.sql(`UPDATE maestro_orchestras SET version = version + 1
          WHERE id = (SELECT id FROM maestro_orchestras ORDER BY id OFFSET ${dice.below(TOGETHER)} LIMIT 1)`);
        await pause(dice.below(100));
      }
    },
  },
  { name: 'nothing happens', act: async () => undefined },
];

async function leaderOf(maestro: Installation): Promise<ServiceProcess | undefined> {
  return eventually(
    async () => {
      for (const service of maestro.services.scheduler) {
        const health = await fetch(`${service.url}/readyz`, { signal: AbortSignal.timeout(1_000) })
          .then((answer) => answer.text())
          .catch(() => '');
        if (/"leader":\s*true/.test(health)) return service;
      }
      return undefined;
    },
    { timeoutMs: 30_000, what: 'A leader' },
  );
}

async function deploy(
  maestro: Installation,
  { count, from }: { count: number; from: number },
): Promise<void> {
  const definition = { nodes: [task('a')], edges: [] };
  const body = { name: 'score', definition: definition as never };
  await maestro.client.request('POST', '/api/templates', { body });
  await maestro.sql(`
    INSERT INTO maestro_orchestras (tenant_id, id, name, template_id, cron, schedule, enabled, next_fire_at, last_slot,
                                    created_by, changed_by)
    SELECT t.tenant_id, gen_random_uuid(), 'orchestra ' || n, t.id, '* * * * *', '{"misfire": "all"}', true, moment, moment,
           'ann', 'ann'
    FROM maestro_templates t, generate_series(1, ${count}) n, (SELECT to_timestamp(${from / 1_000}) AS moment) m`);
}

async function disable(maestro: Installation, count: number): Promise<void> {
  await maestro.sql(`UPDATE maestro_orchestras SET enabled = false, version = version + 1
    WHERE id IN (SELECT id FROM maestro_orchestras ORDER BY id LIMIT ${count})`);
}

async function settled(maestro: Installation, at: number): Promise<void> {
  const open = async () => {
    const [row] = await maestro.sql<{ open: number }>(`
      SELECT count(*)::int AS open FROM maestro_orchestras o
      WHERE o.enabled AND NOT EXISTS (SELECT FROM maestro_schedule_slots s WHERE s.orchestra_id = o.id
        AND s.slot = to_timestamp(${at / 1_000}) AND s.status IN ('fired', 'skipped'))`);
    return row?.open === 0;
  };
  // What is not settled by then is told as missed.
  await eventually(open, { timeoutMs: SETTLED_WITHIN_MS, what: 'The slots' }).catch(() => undefined);
}

async function report(
  maestro: Installation,
  { seed, slots }: { seed: number; slots: number },
): Promise<SlotReport> {
  // Runs are counted by what they say of themselves, and not by what the slots say of them.
  const [row] = await maestro.sql<{ once: number; doubled: number; late: number; changes: number }>(`
    WITH played AS (
      SELECT r.orchestra_id, l.value AS slot, count(*) AS runs,
             extract(epoch FROM min(r.created_at) - l.value::timestamptz) AS late
      FROM maestro_runs r JOIN maestro_run_labels l ON l.tenant_id = r.tenant_id AND l.run_id = r.id AND l.key = 'slot'
      GROUP BY 1, 2)
    SELECT count(*) FILTER (WHERE runs = 1)::int AS once, count(*) FILTER (WHERE runs > 1)::int AS doubled,
           coalesce(percentile_disc(0.99) WITHIN GROUP (ORDER BY late), 0)::float8 AS late,
           (SELECT term - 1 FROM maestro_leases WHERE name = 'scheduler')::int AS changes
    FROM played`);
  const { once = 0, doubled = 0, late = 0, changes = 0 } = row ?? {};
  return {
    ...{ seed, slots, fired_once: once, missed: Math.max(0, slots - once - doubled), doubled },
    ...{ leader_changes: changes, p99_lateness_s: Math.round(late * 1_000) / 1_000 },
  };
}
