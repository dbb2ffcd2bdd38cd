import { join } from 'node:path';
import { constantFaults, faults, lanesOf, type Pace } from './faults/all';
import type { Fault } from './faults/fault';
import { Ground } from './ground';
import { History } from './history';
import { judge, violation, type Violation } from './invariants/all';
import type { Evidence } from './invariants/invariant';
import { Load } from './load';
import { publish } from './publish';
import { rehearse } from './rehearse';
import { isClean, writeFindings, type Report } from './report';
import { Sampler } from './samples';
import { scheduleOf, type PlannedFault } from './schedule';
import { settle, STUCK_MS, type Rest } from './settle';
import { pause } from './time';
import { workloads } from './workloads/all';
import type { Workload } from './workloads/workload';

export interface StormOptions {
  seed: number;
  durationMs: number;
  pace: Pace;
  /** Runs begun in a second. */
  rate: number;
  /** Names of faults and of kinds of run to keep to; all of either where none of it is named. */
  only?: readonly string[];
  /** Below this, `<seed>/` keeps what happened. */
  folder: string;
  /** Receives lines for whoever watches. */
  log: (line: string) => void;
}

/** What the services need to come up once more, with faults in them, about. */
const ARMING_MS = 10_000;
/** Of the recovery after the faults. */
const P99_S = 30;

/** Names that `only` may hold. */
export const knownNames = [
  ...faults.map(({ name }) => name),
  ...Object.keys(constantFaults),
  ...workloads.map(({ name }) => name),
];

/**
 * Starts an installation of its own, rages over it while runs are started, lets it come to rest, and judges. Servers
 * and services are gone when it resolves, findings stay in the folder.
 *
 * @throws where not even the installation could be started; what goes wrong later is part of the report.
 */
export async function runStorm(options: StormOptions): Promise<Report> {
  const { seed, durationMs, pace, only = [] } = options;
  const chosen = choose(only);
  const history = new History(join(options.folder, String(seed)), options.log);
  const planned = scheduleOf(seed, durationMs, lanesOf(chosen.scheduled, pace));
  for (const { atMs, lane, fault, pick, holdMs } of planned)
    history.note('planned', { atMs, lane, fault, pick: Math.round(pick * 100) / 100, holdMs });
  history.tell(`seed ${seed}: ${planned.length} faults in ${Math.round(durationMs / 1000)} s`);
  const ground = await Ground.open(history);
  try {
    return await rageOver(ground, { ...options, ...chosen, history, planned });
  } finally {
    await ground.close();
  }
}

interface Raging extends StormOptions {
  history: History;
  planned: readonly PlannedFault[];
  /** What goes wrong all the while. */
  constant: readonly string[];
  workloads: readonly Workload[];
}

async function rageOver(ground: Ground, storm: Raging): Promise<Report> {
  const { seed, history, rate } = storm;
  const schema = await readSchema(ground);
  const published = await publish(ground.site, storm.workloads);

  const rehearsal = await rehearse({ ground, history, seed }, published);
  const kinds = rehearsal.working;
  if (kinds.length === 0) throw new Error('no kind of run works in calm');
  history.tell('the rehearsal is over');

  const until = await arm(ground, storm);
  history.tell('the storm begins');
  const load = new Load({ ground, history, seed, kinds, rate });
  const sampler = new Sampler(ground, schema.has('maestro_slot_keys'));
  sampler.start();
  const loading = load.run();
  // Where faults take longer than planned, runs are started for as long as they do.
  const [done] = await Promise.all([rage(ground, storm), pause(until - Date.now())]);
  ground.heal();
  const healedAt = await ground.now();
  const answered = Promise.all([loading, load.stop(STUCK_MS)]);
  const rest = await settle(ground, { history, healedAt, answered });
  await sampler.stop();

  const evidence: Evidence = {
    sql: (text) => ground.maestro.sql(text),
    has: (name) => schema.has(name),
    accepted: new Map([...rehearsal.accepted, ...load.accepted]),
    broken: load.broken,
    kinds: new Map(kinds.map(({ workload }) => [workload.name, workload])),
    effects: ground.sink.effects,
    samples: sampler.samples,
    falls: ground.falls,
  };
  const violations = [...judgeRehearsal(rehearsal.failing), ...(await judge(evidence)), ...judgeRest(rest)];
  const [counted] = await ground.maestro.sql<{ tasks: number }>(
    'SELECT count(*)::int AS tasks FROM maestro_tasks',
  );
  const report: Report = {
    seed,
    minutes: Math.round((storm.durationMs / 60_000) * 100) / 100,
    runs: load.accepted.size,
    tasks: counted?.tasks ?? 0,
    faults: done,
    violations,
    stuck: rest.stuck,
    p99RecoveryS: rest.p99RecoveryS,
    kinds: [...evidence.kinds.keys()],
    folder: history.folder,
  };
  if (!isClean(report)) history.tell(`findings: ${await writeFindings(report, ground, history)}`);
  return report;
}

/** Lets statements and messages go wrong from here on. When that ends, in ms since the epoch, is part of their setting. */
async function arm(ground: Ground, { seed, durationMs, constant, history }: Raging): Promise<number> {
  if (constant.length === 0) return Date.now() + durationMs;
  const until = Date.now() + ARMING_MS + durationMs;
  history.note('armed', { until });
  await ground.arm([`seed=${seed % 1e9}`, `until=${until}`, ...constant].join(';'));
  return Math.max(until, Date.now() + durationMs);
}

function judgeRehearsal(failing: object[]): Violation[] {
  return failing.length > 0 ? [violation({ id: 'I1', says: 'each kind of run works in calm' }, failing)] : [];
}

function judgeRest({ p99RecoveryS, unknownToRedis }: Rest): Violation[] {
  const late = p99RecoveryS > P99_S ? [{ p99_recovery_s: p99RecoveryS, goal: P99_S }] : [];
  return [
    violation({ id: 'I2', says: 'what was open is over within 30 s of the last fault (99 %)' }, late),
    violation({ id: 'I11', says: 'Redis knows every queued task within 20 s' }, unknownToRedis),
  ].filter(({ count }) => count > 0);
}

/**
 * Each lane carries out what is planned for it, one after the other, at its time or as soon as the one before is over.
 * Where those before took so long that the storm is over, it is left out.
 */
async function rage(ground: Ground, { history, planned, durationMs }: Raging): Promise<PlannedFault[]> {
  const began = Date.now();
  const done: PlannedFault[] = [];
  const inLane = async (lane: string) => {
    for (const next of planned.filter((each) => each.lane === lane)) {
      await pause(began + next.atMs - Date.now());
      if (Date.now() - began > durationMs) {
        history.note('left out', { fault: next.fault, atMs: next.atMs });
        continue;
      }
      history.tell(`${next.fault} …`);
      await faults
        .find(({ name }) => name === next.fault)
        ?.act(ground, next)
        .then(() => done.push(next))
        .catch((error: Error) => history.tell(`${next.fault} could not be carried out: ${error.message}`));
      history.note('fault over', { fault: next.fault });
    }
  };
  await Promise.all([...new Set(planned.map(({ lane }) => lane))].map(inLane));
  return done;
}

function choose(only: readonly string[]) {
  const named = <T extends { name: string }>(all: readonly T[]) =>
    all.filter(({ name }) => only.includes(name));
  const scheduled: readonly Fault[] = named(faults);
  const constant = Object.keys(constantFaults).filter((name) => only.includes(name));
  const anyFault = scheduled.length + constant.length === 0;
  const kinds = named(workloads);
  return {
    scheduled: anyFault ? faults : scheduled,
    constant: (anyFault ? Object.keys(constantFaults) : constant).map((name) => constantFaults[name] ?? ''),
    workloads: kinds.length > 0 ? kinds : workloads,
  };
}

/** Tables and columns there are, as `table` and `table.column`. */
async function readSchema({ maestro }: Ground): Promise<Set<string>> {
  const rows = await maestro.sql<{ table_name: string; column_name: string }>(
    `SELECT table_name, column_name FROM information_schema.columns WHERE table_schema = 'public'`,
  );
  return new Set(rows.flatMap(({ table_name, column_name }) => [table_name, `${table_name}.${column_name}`]));
}
