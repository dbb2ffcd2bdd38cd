export { checkDatabase } from './boot-check';
export {
  openEngineDatabase,
  type EngineDatabase,
  type EngineTransaction,
  type PoolOptions,
} from './engine-database';
export { ApiKey, Template, TemplateVersion, Tenant } from './entities';
export { formatId, formatTaskId, isUuid, newId, parseId, parseTaskId, type IdPrefix } from './ids';
export { latestMigration, migrateDatabase, revertMigrations } from './migrations';
export { provisionRoles, roleUrl, setClockOffset } from './provision';
export { isDataError, isUnavailable, sqlState, withRetry } from './retry';
export { statement, type Statement } from './sql';
export {
  openTenantDatabase,
  type TenantDatabase,
  type TenantDatabaseOptions,
  type TenantTx,
} from './tenant-database';

export {
  findPresentedKeys,
  insertApiKey,
  revokeApiKey,
  type NewApiKey,
  type PresentedKey,
} from './stores/api-key.store';
export { getTenant, insertTenant, setEgressAllow } from './stores/tenant.store';
