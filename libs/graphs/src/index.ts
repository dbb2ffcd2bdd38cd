export { compute, type Computation } from './compute';
export { graphLimits, type Edge, type GraphData } from './graph';
export type { Report } from './report';
