import { Cron } from 'croner';
import { MaestroError } from '@maestro/problems';
import type { LocalTime } from '../local-time';

/** When an expression fires, on a clock that knows no zones. */
export interface CronClock {
  readonly expression: string;
  /** Its hour and its minute are written out: it means times of the wall clock. Else it means a rhythm, which goes by elapsed time. */
  readonly fixed: boolean;
  /** The first local time it names after another one; null where there is none before the year 10,000. */
  next(after: LocalTime): LocalTime | null;
}

const FIELDS = ['minute', 'hour', 'day of the month', 'month', 'day of the week'] as const;
/** What every cron understands. The extensions of some (`L`, `W`, `#`, `?`, `@daily`) mean different things elsewhere. */
const fieldPattern = /^[0-9a-z*,/-]{1,256}$/i;
const names = /^(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec|sun|mon|tue|wed|thu|fri|sat)$/i;

/**
 * Reads a cron expression of five fields. Days of the month and of the week are alternatives where both are restricted, as ever.
 *
 * @throws MaestroError `invalid-cron`: not five fields, a field that is none, or one that never comes (30 February)
 */
export function parseCron(expression: string): CronClock {
  const fields = expression.trim().split(/\s+/);
  if (fields.length !== FIELDS.length)
    throw invalid(expression, `it has ${fields.length} fields instead of 5`);
  for (const [i, field] of fields.entries()) checkField(expression, field, FIELDS[i] ?? '');
  const cron = compile(expression, fields.join(' '));
  const clock = {
    expression,
    fixed: !/[*/]/.test(`${fields[0]}${fields[1]}`),
    next: (after: LocalTime) => cron.nextRun(new Date(after))?.getTime() ?? null,
  };
  if (clock.next(Date.UTC(2000, 0, 1)) === null) throw invalid(expression, 'no such day ever comes');
  return clock;
}

function compile(expression: string, fields: string): Cron {
  try {
    return new Cron(fields, { utcOffset: 0, mode: '5-part', paused: true });
  } catch (error) {
    throw invalid(expression, (error as Error).message.replace(/^CronPattern: /, ''));
  }
}

function checkField(expression: string, field: string, name: string): void {
  const words = field.match(/[a-z]+/gi) ?? [];
  const foreign = words.find((word) => !names.test(word));
  if (!fieldPattern.test(field) || foreign !== undefined)
    throw invalid(expression, `"${(foreign ?? field).slice(0, 32)}" is no ${name}`);
}

function invalid(expression: string, why: string): MaestroError {
  const detail = `"${expression.slice(0, 64)}" is no cron expression: ${why}. It has five fields, such as "0 2 * * 1-5".`;
  return new MaestroError('invalid-cron', detail);
}
