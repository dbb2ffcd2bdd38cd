import type { FeedConsumer } from '@maestro/engine';

/** Who is told what happens to the runs of all tenants, each from where it stood. */
export function feedConsumers(): FeedConsumer[] {
  return [];
}
