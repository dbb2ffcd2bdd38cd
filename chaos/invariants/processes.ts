import { seen, selects, type Invariant } from './invariant';

/** 1 API, 2 schedulers, 3 workers with 10 + 6 connections each, a replaced one beside each for a moment. */
const CONNECTION_CAP = 150;
/** Past its first minute a process has what it needs; what it gains afterwards, it gains for good. */
const WARM_UP = 60;
const GAIN_KIB = 64 * 1024;

const median = (values: readonly number[]) =>
  [...values].sort((one, other) => one - other)[Math.floor(values.length / 2)] ?? 0;

/** I15, I16, I17: the lead, the database's health, the processes. */
export const processInvariants: readonly Invariant[] = [
  seen('I15', 'the terms of the lead never go back', ({ samples }) =>
    samples.terms.flatMap((term, i) => {
      const before = samples.terms[i - 1] ?? 0;
      return term < before ? [{ before, term }] : [];
    }),
  ),
  seen('I16', 'no transaction of ours is idle for more than 10 s', ({ samples }) => [...samples.idle]),
  seen('I16', 'connections stay below their cap', ({ samples: { connections } }) =>
    connections > CONNECTION_CAP ? [{ connections, cap: CONNECTION_CAP }] : [],
  ),
  selects('I16', 'dead rows are swept away', {
    text: `
      SELECT relname, n_live_tup, n_dead_tup FROM pg_stat_user_tables
      WHERE relname IN ('maestro_runs', 'maestro_tasks', 'maestro_waits', 'maestro_backlog', 'maestro_leases')
        AND n_dead_tup > 10 * n_live_tup + 10000`,
  }),
  seen('I17', 'no process ends that nobody has ended', ({ falls }) => [...falls]),
  seen('I17', 'no process grows and grows', ({ samples }) =>
    [...samples.memory].flatMap(([name, kib]) => {
      const warm = kib.slice(WARM_UP);
      if (warm.length < WARM_UP) return [];
      const third = Math.floor(warm.length / 3);
      const gained = median(warm.slice(-third)) - median(warm.slice(0, third));
      return gained > GAIN_KIB ? [{ name, gained_kib: gained }] : [];
    }),
  ),
];
