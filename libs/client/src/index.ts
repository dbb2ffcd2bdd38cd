export { createClient, type Client, type ClientOptions } from './client';
export type { DataOf, Method, PathOf, RequestOptions } from './contract';
export { isTransient, ProblemError, TransportError, type RequestLine, type TransportFault } from './errors';
export type {
  Approval,
  Budget,
  Burn,
  Collection,
  Dataset,
  DatasetRecord,
  DocumentBody,
  FieldProblem,
  FreezeBreak,
  FreezeWindow,
  Agent,
  Orchestra,
  OrchestraBody,
  Problem,
  Progress,
  PublishedTemplate,
  QueryBody,
  Run,
  RunEvent,
  RunStatus,
  Signal,
  Task,
  TaskStatus,
  Template,
  Tenant,
  Transition,
  Validation,
  Whoami,
} from './models';
export type { StreamOptions } from './stream';
