export { eventually, type EventuallyOptions } from './eventually';
export { FaultProxy } from './fault-proxy';
export { differences, fingerprint } from './fingerprint';
export { asOwner } from './owner-connection';
export { startPrivateServers, type PrivateServers } from './servers/private-servers';
export { createTestDatabase, type TestDatabase } from './test-database';
export { createTestRedis, type TestRedis } from './test-redis';
export { startPgbouncer, type RunningPooler } from './pgbouncer';
export { TransactionPooler, type PoolerOptions } from './transaction-pooler';
export { TestSignal } from './test-signal';
export type { ServiceExit, ServiceProcess } from './services/service-process';
export {
  startServices,
  type ServiceKind,
  type Services,
  type ServicesOptions,
} from './services/start-services';
export { install, type Installation, type InstallOptions, type Links } from './services/installation';
export { runConformanceSuite, type ScenarioLine } from './mcp/conformance-suite';
export { startAnthropicServer } from './models/anthropic-server';
export type { ModelCall, ModelServer, Reply as ModelReply } from './models/model-server';
export { startOpenAiServer } from './models/openai-server';
