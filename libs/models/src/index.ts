export { barOf, isAllowedAddress } from './allowed-address';
export { callModel } from './call-model';
export { embedTexts, type Embeddings } from './embed-texts';
export { isFree } from './free';
export {
  finishReasons,
  modelKinds,
  type CallOptions,
  type Connection,
  type FinishReason,
  type Message,
  type ModelAnswer,
  type ModelKind,
  type ModelRequest,
  type TokenCount,
  type ToolCall,
  type ToolSpec,
} from './model';
export { ruleSchema, type Rule } from './rules/rule';
export { bytesOf, mostTokens, tokensOfMessages } from './tokens';
export {
  connectionOf,
  servedModelSchema,
  type ModelPrice,
  type ModelProvider,
  type ServedModel,
} from './provider';
