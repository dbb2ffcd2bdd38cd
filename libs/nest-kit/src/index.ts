export { CurrentPrincipal, Public, RequireIdentity, RequirePermission } from './access/access.decorators';
export { AUTHENTICATOR, presentedKey, WRONG_KEYS } from './access/access.guard';
export { BROWSER, cookieLine, cookieName, readCookie, type Browser } from './access/browser';
export { AcceptsBytes, AcceptsText } from './body/accepts.decorator';
export { checkFields } from './body/check-fields';
export { mediaTypeOf } from './body/media-type';
export { etagOf } from './conditional/etag';
export type { Precondition } from './conditional/precondition';
export { preconditionOf, Tagged, TAGGED } from './conditional/tagged.decorator';
export { AnswerNotKept } from './idempotency/answer-not-kept.decorator';
export { parseStrictJson } from './body/strict-json';
export { createHttpServer } from './http/create-server';
export { PROBLEM_TYPE } from './http/send-problem';
export { traceparentOf } from './http/request';
export { HttpEdgeModule } from './http-edge.module';
export { FAULTS_ON } from './lifecycle/faults-on';
export { readinessAnswer } from './lifecycle/health-answer';
export { startHealthServer, type HealthServer } from './lifecycle/health-server';
export { refuseUnsafe, type Surroundings } from './lifecycle/refuse-unsafe';
export { Readiness, type HealthCheck, type ReadinessReport } from './lifecycle/readiness';
export {
  BootFault,
  reportBootFault,
  runService,
  type RunningService,
  type ServiceOptions,
} from './lifecycle/run-service';
export { LOGGER, nestLogger, type ServiceLogger } from './logger';
export { RateLimiter, type TakenTurns, type TenantRates } from './rate/rate-limiter';
export {
  cursor,
  limit,
  text,
  words,
  type Parameter,
  type Parameters,
  type ParametersOf,
} from './query/parameter';
export { QueryParameters } from './query/query.decorator';
