export type { Json, JsonObject } from './json';
export type { Plan, PlanEdge, PlanMetadata, PlanNode, RetryPolicy } from './plan';
export { canonicalJson, digest } from './canonical';
export { limits } from './limits';
export { evaluate, evaluateBoolean } from './expression/evaluate';
export { parseExpression, type Expression, type ParseOutcome } from './expression/parse';
export { render } from './expression/template';
export type { Scope, TaskScope } from './expression/scope';
