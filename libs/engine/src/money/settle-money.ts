import type { Usage } from '@maestro/dsl';
import { statement, type EngineTransaction } from '@maestro/persistence';
import type { Completion } from '../completion';
import type { Engine, RunRef } from '../engine';
import { passBudget } from './pass-budget';

const settleStatement = statement('settle_money');

/** An attempt and what is known of its usage. */
export interface Billed {
  run: RunRef;
  n: number;
  token: string;
  usage: Usage;
}

/** An account that has more to give than before, and for which somebody waits. */
export interface Funds {
  tenantId: string;
  key: string;
}

/** Those of a batch that may have money reserved. */
export function billedOf(completions: Iterable<Completion>): Billed[] {
  return [...completions].flatMap(({ run, n, token, bill }) =>
    bill && token !== null ? [{ run, n, token, usage: bill }] : [],
  );
}

/** Settles attempts in the transaction that writes their ends. Repeating it changes nothing. */
export async function settleMoney(
  database: Pick<EngineTransaction, 'query'>,
  billed: readonly Billed[],
): Promise<Funds[]> {
  const column = <T>(pick: (one: Billed) => T) => billed.map(pick);
  const rows = await database.query<{ tenant_id: string; key: string }>(settleStatement, [
    column(({ run }) => run.tenantId),
    column(({ run }) => run.runId),
    column(({ n }) => n),
    column(({ token }) => token),
    column(({ usage }) => usage.kind),
    column(({ usage }) => (usage.kind === 'amount' ? String(usage.micros) : null)),
    column(({ usage }) => (usage.kind === 'tokens' ? String(usage.input) : null)),
    column(({ usage }) => (usage.kind === 'tokens' ? String(usage.output) : null)),
    column(({ usage }) => (usage.kind === 'tokens' ? (usage.calls ?? 1) : null)),
    column(({ usage }) => reported(usage)),
  ]);
  return rows.map(({ tenant_id: tenantId, key }) => ({ tenantId, key }));
}

/** Usage as it was said: what JSON has no number for is kept as text. */
export function reported(usage: Usage): string | null {
  if (usage.kind !== 'amount' && usage.kind !== 'tokens') return null;
  return JSON.stringify(usage, (_, value: unknown) =>
    typeof value === 'number' && !Number.isFinite(value) ? String(value) : value,
  );
}

/**
 * Writes usage that became known after the attempt had been given up: it may only lower what was assumed. Never throws: what
 * is lost is an amount that stays at its worst case.
 */
export async function settleLate(engine: Engine, billed: Billed): Promise<void> {
  if (billed.usage.kind === 'unknown') return;
  try {
    const funds = await engine.database.transaction((tx) => settleMoney(tx, [billed]));
    for (const { tenantId, key } of funds) await passBudget(engine, tenantId, key);
  } catch (error) {
    engine.onError(error, 'lowering what was assumed of an attempt');
  }
}
