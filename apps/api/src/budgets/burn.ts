import { formatId, type BudgetRow, type BurnPoint } from '@maestro/persistence';
import { centsOf } from '../http/money';
import type { BurnDto } from './budget.dto';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
/** Of an account for all time, no more is shown. */
const LONGEST_MS = 90 * DAY_MS;
/** Less says nothing about a rate. */
const SHORTEST_MS = 60_000;

/** From when, and in what steps, an account is looked at. */
export function burnWindow(
  { periodStart, createdAt }: BudgetRow,
  now: Date,
): { since: Date; step: 'hour' | 'day' } {
  const began = Math.max(periodStart?.getTime() ?? 0, createdAt.getTime(), now.getTime() - LONGEST_MS);
  // Whole steps: the first one is not cut.
  return { since: new Date(began - DAY_MS), step: now.getTime() - began > 3 * DAY_MS ? 'day' : 'hour' };
}

/** The charges of an account, and where they lead if they go on so. */
export function showBurn(row: BudgetRow, points: readonly BurnPoint[], now: Date): BurnDto {
  const began = Math.max(row.periodStart?.getTime() ?? 0, row.createdAt.getTime());
  const perMs = row.spent / Math.max(SHORTEST_MS, now.getTime() - began);
  const end = row.periodEnd?.getTime() ?? null;
  const forecast = end === null ? null : row.spent + perMs * Math.max(0, end - now.getTime());
  const left = row.cap - row.spent;
  const empty = perMs > 0 ? now.getTime() + left / perMs : null;
  let total = 0;
  return {
    id: formatId('bud', row.id),
    points: points.map(({ at, micros, attempts }) => {
      total += micros;
      return { at: at.toISOString(), cost_cents: centsOf(micros), total_cents: centsOf(total), attempts };
    }),
    spent_cents: centsOf(row.spent),
    cap_cents: centsOf(row.cap),
    cents_per_day: rounded(perMs * DAY_MS),
    forecast_cents: forecast === null ? null : rounded(forecast),
    exhausted_at:
      empty === null || (end !== null && empty >= end) || !isDate(empty)
        ? null
        : new Date(empty).toISOString(),
  };
}

const rounded = (micros: number): number => centsOf(Math.round(micros));

const isDate = (ms: number): boolean => ms < 8.64e15;
