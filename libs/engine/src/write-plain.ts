import { isOpenSink } from '@maestro/flow';
import { isDataError, sqlState, statement, type Statement } from '@maestro/persistence';
import type { Engine } from './engine';
import { nodeOf } from './node-of';
import { plainPlace, plainRows, type PlainRow } from './plain-batch';
import type { EffectRow, OwnedDelta, SettledCompletion, WriteOptions } from './settled';

const completePlain = statement('complete_plain');
const completePlainEnds = statement('complete_plain_ends');
const completePlainItems = statement('complete_plain_items');

/** A row of the batch is not its caller's: nothing was written. */
const NOT_OWNED = 'MA001';

/** A row as the statements return it. */
interface PlainEffect extends Omit<EffectRow, 'owner'> {
  /** Index among the rows, from 1. */
  i: number;
}

/** Writes a batch in the way of most batches; null where it is not one of them, and nothing was written. */
export async function writePlain(
  engine: Engine,
  { batch, deltas }: { batch: readonly SettledCompletion[]; deltas: readonly OwnedDelta[] },
  { sessionId, takeToken }: WriteOptions,
): Promise<EffectRow[] | null> {
  const place = plainPlace(batch[0] as SettledCompletion);
  if (!place || !batch.every((settled) => plainPlace(settled) === place)) return null;
  const rows = plainRows(batch, deltas);
  if (!rows) return null;
  const own = ownColumns(batch, rows);
  const [about, values] =
    place === 'item'
      ? [completePlainItems, [...own, batch.length]]
      : topStatement(batch, rows, [...own, ...successorColumns(rows), batch.length, sessionId, takeToken]);
  try {
    const effects = await engine.database.query<PlainEffect & Record<string, unknown>>(about, values);
    return effects.map(({ i, ...effect }) => ({ ...effect, owner: (rows[i - 1] as PlainRow).owner + 1 }));
  } catch (error) {
    // A repeat of what was written already counts its successors down twice before it is found out.
    if (sqlState(error) === NOT_OWNED || isDataError(error)) return null;
    throw error;
  }
}

function topStatement(
  batch: readonly SettledCompletion[],
  rows: readonly PlainRow[],
  values: unknown[],
): [Statement, unknown[]] {
  const sinks = sinksOf(batch, rows);
  return sinks ? [completePlainEnds, [...values, sinks]] : [completePlain, values];
}

/** Which rows their run counts; null where it is none. */
function sinksOf(batch: readonly SettledCompletion[], rows: readonly PlainRow[]): boolean[] | null {
  const sinks = rows.map(({ owner, token }) => {
    const { completion } = batch[owner] as SettledCompletion;
    return token !== null && isOpenSink(completion.plan, nodeOf(completion));
  });
  return sinks.includes(true) ? sinks : null;
}

/** What the statements know of every row, in their order. */
function ownColumns(batch: readonly SettledCompletion[], rows: readonly PlainRow[]): unknown[] {
  const stored = rows.map(({ owner, token }) =>
    token === null ? null : (batch[owner] as SettledCompletion).stored,
  );
  return [
    literal(rows, (row) => row.tenantId),
    literal(rows, (row) => row.runId),
    literal(rows, (row) => row.n),
    literal(rows, (row) => row.token),
    stored.map((value) => value && value.output),
    stored.some((value) => value?.ref) ? stored.map((value) => value && value.ref) : null,
  ];
}

/** What they know of successors. */
function successorColumns(rows: readonly PlainRow[]): unknown[] {
  return [
    literal(rows, (row) => row.decided),
    literal(rows, (row) => row.fired),
    literal(rows, (row) => row.take),
  ];
}

/** An array of values that need no quotes, as Postgres reads it: the driver would look at each for what it is. */
function literal(
  rows: readonly PlainRow[],
  valueOf: (row: PlainRow) => string | number | boolean | null,
): string {
  return `{${rows.map((row) => valueOf(row) ?? 'NULL').join(',')}}`;
}
