export { meantBy, parseReference, referencePattern, toolName, type ToolReference } from './reference';
export { resolveTools, specOf, type ResolvedTool, type ToolSource } from './resolve-tools';
export type { ToolSpec } from './tool';
