export type {
  BillingContext,
  DatasetRecord,
  DatasetSink,
  Handler,
  HandlerContext,
  ToolDoor,
} from './contract';
export type { AgentDoor, PublishedAgent } from './agent-door';
export type { CollectionDocuments, CollectionDoor, PricedCollectionDoor } from './collection-door';
export type { ModelDoor, OfferedProvider } from './model-door';
export {
  createHandlerRegistry,
  type AnyHandler,
  type CatalogEntry,
  type HandlerRegistry,
  type RegisteredHandler,
  type RegistryOptions,
} from './registry';
export { runHandler } from './run-handler';
export type { ShellOptions } from './shell/shell.handler';
