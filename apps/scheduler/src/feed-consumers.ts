import type { FeedConsumer } from '@maestro/engine';
import { findAnomalies } from '@maestro/governance';
import { createTriggerConsumer } from '@maestro/triggers';
import { createBudgetFeed, createWebhookFeed } from '@maestro/webhooks';

/** Who is told what happens to the runs of all tenants, each from where it stood. */
export function feedConsumers(): FeedConsumer[] {
  return [anomalies, createTriggerConsumer(), createWebhookFeed(), createBudgetFeed()];
}

const anomalies: FeedConsumer = { name: 'anomalies', types: ['run.finished'], look: findAnomalies };
