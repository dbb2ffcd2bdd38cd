import type { Engine } from '@maestro/engine';
import type { createScheduleReader } from './schedules';

/** The leader for whom slots are played: its word counts only while its lease says so. */
export interface Term {
  readonly holder: string;
  readonly number: number;
}

export interface KeeperOptions {
  engine: Engine;
  /** Name of the leader's lease. */
  lease: string;
  /** Hears of each slot that was settled, and by how much it was late. */
  onSettled?: (slot: { outcome: 'fired' | 'skipped'; reason: string | null; lateMs: number }) => void;
  /** Hears of each slot that was not over by its deadline. */
  onDeadlineMissed?: () => void;
}

export interface Keeper extends Required<KeeperOptions> {
  schedules: ReturnType<typeof createScheduleReader>;
}

/** As the statements of the keeper begin. */
export function leaseValues({ lease }: Pick<Keeper, 'lease'>, { holder, number }: Term): unknown[] {
  return [lease, holder, number];
}
