export { audit } from './audit-section';
export { faultPoints, type Chance, type FaultPlan, type FaultPoints } from './faults';
export { ConfigError, type ConfigFault } from './fault';
export { loadConfig, type Config, type Environment } from './load';
export { allSections, knownVariables } from './register';
export { section, type Rule, type Section, type Settings, type Values } from './section';
export { masterKeys, type MasterKey } from './master-keys';
export {
  api,
  artifacts,
  database,
  faults,
  leases,
  logLevels,
  migrations,
  redis,
  retention,
  schedulerHealth,
  telemetry,
  worker,
  workerHealth,
} from './sections';
export { policy } from './policy-section';
export { secrets, vault } from './secret-sections';
export { signIn } from './sign-in-section';
export { tokenAlgorithms, type SignInProvider, type TokenAlgorithm } from './sign-in-providers';
export { boolean, choice, duration, integer, list, text, url, type Setting } from './setting';
