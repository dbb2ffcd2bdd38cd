export { eventually, type EventuallyOptions } from './eventually';
export { createTestDatabase, type TestDatabase } from './test-database';
export { createTestRedis, type TestRedis } from './test-redis';
export { TestSignal } from './test-signal';
export type { ServiceExit, ServiceProcess } from './services/service-process';
export {
  startServices,
  type ServiceKind,
  type Services,
  type ServicesOptions,
} from './services/start-services';
export { install, type Installation } from './services/installation';
