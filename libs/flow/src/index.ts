export {
  decideEdges,
  type Delta,
  type EdgeCondition,
  type EdgeDecision,
  type EndedNode,
  type Outcome,
} from './decide-edges';
export { bodyTasks, offsetOf } from './bodies';
export { compensationsDue, type Compensation, type EndedTask } from './compensations-due';
export { applyDelta, initialTasks, readiness, type Counters, type Mode, type Readiness } from './readiness';
export { isOpenSink, openSinks } from './open-sinks';
export { runOutcome } from './run-outcome';
export type { Behaviour, Path, SimulatedTask } from './behaviour';
export { simulate, type SimulatedRun } from './simulate';
