export { decideEdges, type Delta, type EdgeCondition, type EdgeDecision, type Outcome } from './decide-edges';
export { applyDelta, initialTasks, readiness, type Counters, type Mode, type Readiness } from './readiness';
export { isOpenSink, openSinks } from './open-sinks';
export { runOutcome } from './run-outcome';
export { simulate, type Behaviour, type SimulatedRun } from './simulate';
