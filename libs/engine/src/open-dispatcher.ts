import type { EngineDatabase } from '@maestro/persistence';
import { createDispatcher, type DispatcherOptions, type QueueDispatcher } from '@maestro/queue';
import { createTenantWeights } from './limits/tenant-limits';

/** A dispatcher that gives tenants turns as long as their weights, as the database has them. */
export function openDispatcher(
  database: EngineDatabase,
  options: Omit<DispatcherOptions, 'weights'>,
): QueueDispatcher {
  return createDispatcher({ ...options, weights: createTenantWeights(database) });
}
