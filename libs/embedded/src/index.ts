export {
  eraseEmbeddedStack,
  startEmbeddedStack,
  type EmbeddedStack,
  type EmbeddedStackOptions,
} from './stack';
export { freePort } from './ports';
export { assertRedisPolicy } from './redis/policy';
export type { ServerOrigin } from './server';
export { StackError, type StackErrorCode } from './stack-error';
