import type { JsonObject } from '@maestro/dsl';
import type { FeedReader, FeedSort, FeedSpan, SpanConsumer } from '@maestro/engine';
import { formatId, statement, type EngineTransaction } from '@maestro/persistence';
import { cloudEvent } from './cloud-event';
import type { EventType } from './event-types';
import { newEventId, queueDeliveries, webhooksFor } from './queue-deliveries';

const crossedStatement = statement('budgets_crossed');
const noteStatement = statement('budget_alerts');

/** An account that came to a threshold of which nobody was told yet. */
interface Crossed extends Record<string, unknown> {
  tenantId: string;
  id: string;
  scope: 'run' | 'orchestra' | 'template' | 'tenant';
  subject: string;
  period: string;
  /** As text: it may be from ever. */
  periodStart: string;
  /** 100: it is exhausted. */
  percent: number;
  cap: string;
  spent: string;
  reserved: string;
  at: Date;
}

/**
 * Looks at the accounts of tenants whose tasks moved, where an address wants to hear of them. Each threshold is told of once for a
 * period and a cap: whoever raises the cap is told again. Of thresholds crossed at once the highest is told.
 */
export function createBudgetFeed(): SpanConsumer {
  return { name: 'budgets', types: ['tasks'], look };
}

async function look(database: FeedReader, _span: FeedSpan, sorts: readonly FeedSort[]) {
  const crossed = await database.query<Crossed>(crossedStatement, [sorts.map(({ tenantId }) => tenantId)]);
  return crossed.length > 0 ? (tx: EngineTransaction) => tell(tx, crossed) : null;
}

async function tell(tx: EngineTransaction, crossed: readonly Crossed[]): Promise<void> {
  const noted = await tx.query<{ id: string }>(noteStatement, [
    crossed.map(({ tenantId }) => tenantId),
    crossed.map(({ id }) => id),
    crossed.map(({ periodStart }) => periodStart),
    crossed.map(({ cap }) => cap),
    crossed.map(({ percent }) => percent),
  ]);
  const fresh = crossed.filter(({ id }) => noted.some((row) => row.id === id));
  const tidings = fresh.map(({ tenantId, scope, subject, percent }) => ({
    tenantId,
    type: typeOf(percent),
    templateId: scope === 'template' ? subject : null,
    orchestraId: scope === 'orchestra' ? subject : null,
  }));
  const texts = fresh.map((account) => {
    const id = newEventId();
    return { id, text: textOf(account, id) };
  });
  const rows = (await webhooksFor(tx, tidings)).flatMap(({ i, id: webhookId }) => {
    const [about, text] = [tidings[i], texts[i]];
    return about && text ? [{ tenantId: about.tenantId, type: about.type, webhookId, ...text }] : [];
  });
  if (rows.length > 0) await queueDeliveries(tx, rows);
}

const typeOf = (percent: number): EventType =>
  percent === 100 ? 'maestro.budget.exhausted' : 'maestro.budget.threshold_crossed';

const prefixes = {
  run: 'run',
  orchestra: 'orc',
  template: 'tpl',
  tenant: 'ten',
} as const;

function textOf(
  { tenantId, id: budget, scope, subject, period, percent, at, ...amounts }: Crossed,
  id: string,
): string {
  const cents = (micros: string) => Number(micros) / 10_000;
  const data: JsonObject = {
    budget_id: formatId('bud', budget),
    scope,
    of: formatId(prefixes[scope], subject),
    period,
    threshold_percent: percent,
    cap_cents: cents(amounts.cap),
    spent_cents: cents(amounts.spent),
    reserved_cents: cents(amounts.reserved),
  };
  return cloudEvent({ id, tenantId, type: typeOf(percent), subject: formatId('bud', budget), at }, data);
}
