import { parseSchedule, type Schedule } from '@maestro/timetable';

/** A schedule as its row keeps it. */
export interface WrittenSchedule {
  cron: string | null;
  time_zone: string;
  schedule: unknown;
}

/** Reading one takes a hundred times as long as asking it. The oldest make room. */
const CAPACITY = 20_000;

/** Reads schedules, each once as long as it stays the same. */
export function createScheduleReader(): (
  written: WrittenSchedule & { id: string; version: number },
) => Schedule | null {
  const known = new Map<string, { version: number; schedule: Schedule | null }>();
  return ({ id, version, ...written }) => {
    const before = known.get(id);
    if (before?.version === version) return before.schedule;
    const schedule = readSchedule(written);
    known.delete(id);
    known.set(id, { version, schedule });
    if (known.size > CAPACITY) known.delete(known.keys().next().value as string);
    return schedule;
  };
}

/** Null where nothing begins by itself. It was checked when it was written. */
export function readSchedule({ cron, time_zone: timezone, schedule }: WrittenSchedule): Schedule | null {
  return parseSchedule({ cron, timezone, schedule });
}
