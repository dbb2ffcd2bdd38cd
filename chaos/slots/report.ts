import type { Installation } from '@maestro/testing';

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

export function isExact({ slots, fired_once, missed, doubled }: SlotReport): boolean {
  return fired_once === slots && missed === 0 && doubled === 0;
}

/** Runs are counted by what they say of themselves, and not by what the slots say of them. */
export async function reportOf(
  maestro: Installation,
  { seed, slots }: { seed: number; slots: number },
): Promise<SlotReport> {
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
