export type { DatasetRecord, DatasetSink, Handler, HandlerContext, ToolDoor } from './contract';
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
