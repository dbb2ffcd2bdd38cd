export type { Json, JsonObject } from './json';
export type {
  ApprovalSpec,
  DecisionSpec,
  LoopSpec,
  MapSpec,
  NodeCache,
  NodeConcurrency,
  NodeCost,
  NodeKind,
  Plan,
  PlanBody,
  PlanEdge,
  PlanMetadata,
  PlanNode,
  RateLimit,
  RequiredAttestation,
  RetryPolicy,
  RunConcurrency,
  SignalSpec,
  WaitSpec,
} from './plan';
export { plainMetadata, plainParts, plainRun, upgradePlan } from './plan-defaults';
export { canonicalJson, changedNames, digest } from './canonical';
export { compile, compileDocument, type CompileOptions, type CompileResult } from './compile';
export { LONGEST_MS, parseDuration } from './check/duration';
export type { HandlerCatalog, HandlerEntry } from './check/handler-input';
export {
  expressionProblems,
  templateProblems,
  type ExpressionProblem,
  type FreeName,
} from './check/free-expression';
export type { ToolUse } from './check/marked-places';
export { declaredInputs } from './check/names-in-scope';
export { isWithin } from './check/secret-places';
export { isInstant } from './check/instant';
export type { Format } from './document/read';
export type { Span } from './document/span';
export { toFieldProblems, type Diagnostic } from './diagnostics/diagnostic';
export { diagnosticKinds, type MstCode } from './diagnostics/codes';
export { renderDiagnostics, type RenderOptions } from './diagnostics/render';
export { APPROVER, approversSchema } from './approvers';
export { engineKinds } from './engine-kinds';
export { limits } from './limits';
export { compileSchema, type SchemaCheck } from './schema/compile-schema';
export { evaluate, evaluateBoolean } from './expression/evaluate';
export { parseExpression, type Expression, type ParseOutcome } from './expression/parse';
export { insertSecrets, maskSecrets, type SecretScope, type WithSecrets } from './expression/secret-template';
export { formatMoney, MOST_MICROS, moneyPattern, parseMoney, type Usage, type WorstCase } from './money';
export { render } from './expression/template';
export type { Scope, TaskScope } from './expression/scope';
export { MASK, Secret } from './secret';
