import { formatMoney, type JsonObject, type Usage } from '@maestro/dsl';
import { formatId, statement } from '@maestro/persistence';
import { MaestroError } from '@maestro/problems';
import type { Engine } from '../engine';
import { passBudget } from './pass-budget';
import { reported } from './settle-money';

const reserveStatement = statement('reserve_call');
const settleStatement = statement('settle_call');
const lostStatement = statement('lost_calls');

/** No call of the API is under way longer. */
const MOST_SECONDS = 15 * 60;

/** A call of the API that costs money, and has no run. */
export interface PaidCall {
  tenantId: string;
  /** An id of its own. */
  callId: string;
}

/**
 * Sets aside what a call may cost at worst on the accounts of its tenant, before it is made.
 *
 * @throws MaestroError `budget-exceeded`, `spending-stopped`, `unknown-model`
 */
export async function reserveForCall(
  engine: Pick<Engine, 'database'>,
  { tenantId, callId }: PaidCall,
  about: { subject: string; handler: string; model: string; tokens: number },
): Promise<void> {
  const { subject, handler, model, tokens } = about;
  const values = [tenantId, callId, subject, handler, model, tokens];
  type Row = {
    kind: 'granted' | 'stopped' | 'unpriced' | 'short';
    amount: number | null;
    detail: JsonObject | null;
  };
  const [row] = await engine.database.query<Row>(reserveStatement, values);
  if (row?.kind === 'stopped')
    throw new MaestroError(
      'spending-stopped',
      'The kill switch of the tenant is on: nothing that costs may begin.',
    );
  if (row?.kind === 'unpriced')
    throw new MaestroError(
      'unknown-model',
      `The model "${model}" has no price: give it one, also where it is free.`,
    );
  if (row?.kind === 'short') throw short(row.amount ?? 0, row.detail ?? {});
}

/** Settles what a call has reserved; what others wait for is passed on. Repeating it changes nothing. */
export async function settleCall(
  engine: Engine,
  { tenantId, callId }: PaidCall,
  usage: Extract<Usage, { kind: 'tokens' | 'nothing' | 'unknown' }>,
): Promise<void> {
  const tokens = usage.kind === 'tokens' ? String(usage.input) : null;
  const values = [tenantId, callId, usage.kind, tokens, reported(usage)];
  const funds = await engine.database.query<{ key: string }>(settleStatement, values);
  for (const { key } of funds)
    await passBudget(engine, tenantId, key).catch((error: unknown) =>
      engine.onError(error, 'passing on money'),
    );
}

/** Assumes the worst of calls whose callers died. Returns how many; `limit` of them means there are more. */
export async function settleLostCalls(engine: Engine, limit: number): Promise<number> {
  type Row = { tenant_id: string; call_id: string };
  const lost = await engine.database.query<Row>(lostStatement, [MOST_SECONDS, limit]);
  for (const { tenant_id: tenantId, call_id: callId } of lost)
    await settleCall(engine, { tenantId, callId }, { kind: 'unknown' });
  return lost.length;
}

function short(amount: number, { budget, cap, spent, reserved }: JsonObject): MaestroError {
  const left = Number(cap) - Number(spent) - Number(reserved);
  const account = formatId('bud', String(budget));
  const words = `This may cost ${formatMoney(amount)}, and ${account} has ${formatMoney(Math.max(0, left))} left of ${formatMoney(Number(cap))}.`;
  return new MaestroError('budget-exceeded', words);
}
