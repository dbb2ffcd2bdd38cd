export { systemClock, type Clock } from './clock';
export { createElection, type Election, type ElectionOptions } from './election';
export type { Term } from './term';
