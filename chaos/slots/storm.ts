import { formatId } from '@maestro/persistence';
import { eventually, type Installation } from '@maestro/testing';
import { diceOf } from '../seed';
import { pause } from '../time';
import { task } from '../workloads/workload';
import { slotFaults } from './faults';
import { reportOf, type SlotReport } from './report';
import { startScheduler, type Scene } from './scene';

export interface SlotOptions {
  /** Without schedulers: the storm brings its own. */
  maestro: Installation;
  seed: number;
  slots: number;
  /** Orchestras that are due in the same minute at most; 100 unless told. */
  together?: number;
  log: (line: string) => void;
}

const MINUTE_MS = 60_000;
/** The clock is moved to this long before each minute. */
const BEFORE_MS = 2_000;
const SETTLED_WITHIN_MS = 90_000;

/**
 * Orchestras that are due every minute, and schedulers that are killed, frozen and stopped while they play them; two at first, then
 * four, with clocks that are up to five minutes wrong. The database's clock goes from minute to minute, sometimes back, and people
 * edit orchestras and switch them meanwhile. Nothing may be missed: the misfire policy plays all.
 */
export async function stormSlots({
  maestro,
  seed,
  slots,
  together = 100,
  log,
}: SlotOptions): Promise<SlotReport> {
  const dice = diceOf(seed);
  const each = Math.min(together, slots);
  const first = Math.ceil((Date.now() + 10 * MINUTE_MS) / MINUTE_MS) * MINUTE_MS;
  const moveTo = (at: number) => maestro.database.setClockOffset(at - Date.now());
  await moveTo(first - BEFORE_MS);
  await Promise.all([1, 2].map(() => startScheduler({ maestro, dice })));
  const orchestras = await deploy(maestro, { count: each, from: first - BEFORE_MS });
  let owed = 0;
  let more = 2;
  for (let minute = 0; owed < slots; minute += 1) {
    for (; more > 0 && owed >= slots / 2; more -= 1) await startScheduler({ maestro, dice });
    const at = first + minute * MINUTE_MS;
    const left = Math.min(each, slots - owed);
    if (left < each) await disable(maestro, each - left);
    await moveTo(at - BEFORE_MS);
    await pause(dice.below(BEFORE_MS));
    // Of the last ones, each is counted on.
    const fault = dice.of(slotFaults.filter(({ excuses }) => !excuses || slots - owed > each));
    log(`slot ${owed + 1} of ${slots}: ${fault.name}`);
    const back = () => moveTo(at - BEFORE_MS / 2);
    const scene: Scene = { maestro, dice, orchestras, at, back, excused: new Set() };
    await fault.act(scene);
    owed += left - (await settled(scene));
  }
  return reportOf(maestro, { seed, slots });
}

async function deploy(
  maestro: Installation,
  { count, from }: { count: number; from: number },
): Promise<string[]> {
  const definition = { nodes: [task('a')], edges: [] };
  const body = { name: 'score', definition: definition as never };
  await maestro.client.request('POST', '/api/templates', { body });
  const made = await maestro.sql<{ id: string }>(`
    INSERT INTO maestro_orchestras (tenant_id, id, name, template_id, cron, schedule, enabled, next_fire_at, last_slot,
                                    created_by, changed_by)
    SELECT t.tenant_id, gen_random_uuid(), 'orchestra ' || n, t.id, '* * * * *', '{"misfire": "all"}', true, moment, moment,
           'ann', 'ann'
    FROM maestro_templates t, generate_series(1, ${count}) n, (SELECT to_timestamp(${from / 1_000}) AS moment) m
    RETURNING id`);
  return made.map(({ id }) => formatId('orc', id));
}

async function disable(maestro: Installation, count: number): Promise<void> {
  await maestro.sql(`UPDATE maestro_orchestras SET enabled = false, version = version + 1
    WHERE id IN (SELECT id FROM maestro_orchestras ORDER BY id LIMIT ${count})`);
}

/** Waits until each slot of the minute was decided upon; returns how many were not played since somebody had switched them off. */
async function settled({ maestro, at, excused }: Scene): Promise<number> {
  const slot = `to_timestamp(${at / 1_000})`;
  const open = () =>
    maestro.sql<{ id: string; status: string | null; reason: string | null }>(`
      SELECT o.id, s.status, s.reason FROM maestro_orchestras o
      LEFT JOIN maestro_schedule_slots s ON s.tenant_id = o.tenant_id AND s.orchestra_id = o.id AND s.slot = ${slot}
      WHERE o.enabled AND s.status IS DISTINCT FROM 'fired'`);
  const isExcused = ({ id, status, reason }: Awaited<ReturnType<typeof open>>[number]) =>
    excused.has(formatId('orc', id)) && (status === null || reason === 'disabled');
  // What is not settled by then is told as missed.
  await eventually(async () => (await open()).every(isExcused), {
    timeoutMs: SETTLED_WITHIN_MS,
    what: 'The slots',
  }).catch(() => undefined);
  return (await open()).filter(isExcused).length;
}
