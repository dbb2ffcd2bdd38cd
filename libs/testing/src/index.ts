export { eventually, type EventuallyOptions } from './eventually';
export { createTestDatabase, type TestDatabase } from './test-database';
export { createTestRedis, type TestRedis } from './test-redis';
export { TestSignal } from './test-signal';
