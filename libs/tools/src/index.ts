export type { ToolAnswer } from './answer';
export type { CallSurroundings } from './http/call-operation';
export { checkReferences, checkToolUses } from './known-tools';
export { performCall, type CallPorts, type CallQuestion, type ToolCall } from './perform-call';
export { meantBy, parseReference, referencePattern, toolName, type ToolReference } from './reference';
export { resolveTools, specOf, type ResolvedTool, type ToolSource } from './resolve-tools';
export { compareListings } from './listing';
export { listMcpTools, type McpWay } from './mcp/client';
export { ListingWatch } from './mcp/listing-watch';
export { allowsOrigin, answerMcp, createMcpServer, errorResult, type OfferedTool } from './mcp/server';
export { McpSessions } from './mcp/sessions';
export { importOpenApi } from './openapi/import-openapi';
export { isTainted } from './taint';
export {
  approveListing,
  makeToolset,
  noticeListing,
  proposeListing,
  readAddress,
  removeToolset,
  type Changes,
  type Listing,
  type ToolsetToMake,
} from './toolsets';
export type { ToolSpec } from './tool';
