import { ApiSchema } from '@nestjs/swagger';
import { formatMoney } from '@maestro/dsl';
import { budgetPeriods, budgetScopes, formatId, type BudgetRow } from '@maestro/persistence';
import { TextField, WordField } from '../http/fields';
import { ListOf } from '../http/page';
import { ShowsInteger, ShowsMany, ShowsNumber, ShowsText, ShowsTime, ShowsWord } from '../http/shows';

/** What changes without anybody changing the account. */
export const moving = ['spent', 'reserved', 'left', 'period_start', 'period_end'] as const;

@ApiSchema({ name: 'Budget', description: 'An account: what may be spent, is spent, and may yet be.' })
export class BudgetDto {
  @ShowsText('Id of the account.', { example: 'bud_01j9z3k4v5x6y7z8a9b0c1d2e3' })
  id!: string;

  @ShowsWord(budgetScopes, 'Whose money it is.')
  scope!: BudgetRow['scope'];

  @ShowsText('Id of the run, orchestra, template or tenant.')
  subject!: string;

  @ShowsWord(budgetPeriods, 'After what time it begins anew, at local midnight.')
  period!: BudgetRow['period'];

  @ShowsText('Where that midnight is.')
  timezone!: string;

  @ShowsText('What may be spent.', { example: '50.00 USD' })
  cap!: string;

  @ShowsText('What attempts that have ended have cost.')
  spent!: string;

  @ShowsText('What attempts underway may cost at worst.')
  reserved!: string;

  @ShowsText('What further attempts may reserve.')
  left!: string;

  @ShowsTime('When the period began; null for all time.', { nullable: true })
  period_start!: string | null;

  @ShowsTime('When the next one begins.', { nullable: true })
  period_end!: string | null;

  @ShowsText('What it is for.', { nullable: true })
  note!: string | null;

  @ShowsText('Who opened it.')
  created_by!: string;

  @ShowsTime('When it was opened.')
  created_at!: string;
}

export const BudgetList = ListOf(BudgetDto, 'BudgetList');

const amount = { max: 32, example: '50.00 USD' } as const;

@ApiSchema({ name: 'NewBudget' })
export class NewBudgetBody {
  @WordField({ description: 'Whose money it is.', words: budgetScopes, required: true })
  scope!: BudgetRow['scope'];

  @TextField({
    description: 'Id of the open run, the orchestra or the template; not for the tenant.',
    max: 64,
  })
  subject?: string;

  @TextField({ description: 'What may be spent.', required: true, ...amount })
  cap!: string;

  @WordField({
    description: 'After what time it begins anew; `total`, the default, never does.',
    words: budgetPeriods,
  })
  period?: BudgetRow['period'];

  @TextField({
    description: 'Time zone of the midnight at which a period ends; UTC where left out.',
    max: 64,
    example: 'Europe/Berlin',
  })
  timezone?: string;

  @TextField({ description: 'What it is for.', max: 256 })
  note?: string;
}

@ApiSchema({ name: 'BudgetChanges' })
export class BudgetChanges {
  @TextField({ description: 'What may be spent; not less than is spent and reserved.', ...amount })
  cap?: string;

  @TextField({ description: 'What it is for.', max: 256 })
  note?: string;
}

@ApiSchema({ name: 'TopUp' })
export class TopUpBody {
  @TextField({ description: 'What comes on top of the cap.', required: true, ...amount })
  amount!: string;
}

@ApiSchema({ name: 'BurnPoint' })
export class BurnPointDto {
  @ShowsTime('Beginning of the hour or day.')
  at!: string;

  @ShowsNumber('What was charged in it, in cents.')
  cost_cents!: number;

  @ShowsNumber('What had been charged by its end, in cents.')
  total_cents!: number;

  @ShowsInteger('Attempts that ended in it.')
  attempts!: number;
}

@ApiSchema({ name: 'Burn', description: 'How fast an account is used up.' })
export class BurnDto {
  @ShowsText('Id of the account.')
  id!: string;

  @ShowsMany(() => BurnPointDto, 'What was charged, by hour or day.')
  points!: BurnPointDto[];

  @ShowsNumber('What is spent in this period, in cents.')
  spent_cents!: number;

  @ShowsNumber('The cap, in cents.')
  cap_cents!: number;

  @ShowsNumber('Cents a day, since the period or the account began.')
  cents_per_day!: number;

  @ShowsNumber('What will be spent by the end of the period if it goes on so; null for all time.', {
    nullable: true,
  })
  forecast_cents!: number | null;

  @ShowsTime('When the money is used up if it goes on so; null where it is not in this period.', {
    nullable: true,
  })
  exhausted_at!: string | null;
}

/** Of the ids of those whose money it is. */
export const subjectPrefixes = { run: 'run', orchestra: 'orc', template: 'tpl', tenant: 'ten' } as const;

export function showBudget(row: BudgetRow): BudgetDto {
  return {
    id: formatId('bud', row.id),
    scope: row.scope,
    subject: formatId(subjectPrefixes[row.scope], row.subject),
    period: row.period,
    timezone: row.timezone,
    cap: formatMoney(row.cap),
    spent: formatMoney(row.spent),
    reserved: formatMoney(row.reserved),
    left: formatMoney(row.cap - row.spent - row.reserved),
    period_start: row.periodStart?.toISOString() ?? null,
    period_end: row.periodEnd?.toISOString() ?? null,
    note: row.note,
    created_by: row.createdBy,
    created_at: row.createdAt.toISOString(),
  };
}
