import type { Budget, Burn } from '@maestro/client';
import type { Context } from '../context';
import { everyPage } from '../every-page';
import { ExitCode } from '../exit-code';
import { CliFault } from '../fault';
import { printable } from '../text/printable';
import { table, type Cell } from '../text/table';

/** What is said of a new account on the command line. */
export interface BudgetOptions {
  cap: string;
  run?: string;
  orchestra?: string;
  template?: string;
  period?: string;
  timezone?: string;
  note?: string;
}

/** What `maestro budget` does, by its second word. */
export type BudgetAction =
  | { action: 'list' }
  | { action: 'create'; options: BudgetOptions }
  | { action: 'top-up'; id: string; amount: string }
  | { action: 'burn'; id: string }
  | { action: 'stop'; all: boolean; reason?: string }
  | { action: 'go-on'; reason?: string };

/** Any word may be given: the server says which periods there are. */
type Period = 'total';

/** Shows, opens and tops up accounts, says how fast one is used up, and pulls the kill switch of the tenant. */
export async function budget(context: Context, asked: BudgetAction): Promise<ExitCode> {
  switch (asked.action) {
    case 'list':
      return list(context);
    case 'create':
      return create(context, asked.options);
    case 'top-up':
      return topUp(context, asked);
    case 'burn':
      return burn(context, asked.id);
    case 'stop':
      return turn(context, asked.all ? 'stop_all' : 'stop_spending', asked.reason);
    case 'go-on':
      return turn(context, 'off', asked.reason);
  }
}

async function list(context: Context): Promise<ExitCode> {
  const { signal } = context;
  const client = context.connect();
  const budgets = await everyPage((query) => client.request('GET', '/api/budgets', { query, signal }));
  return show(context, budgets, budgets);
}

/** The account is of the run, orchestra or template that is named, else of the tenant. */
async function create(context: Context, options: BudgetOptions): Promise<ExitCode> {
  const { run, orchestra, template, period, ...fields } = options;
  const named = Object.entries({ run, orchestra, template }).filter(([, id]) => id !== undefined);
  const [scope, subject] = named[0] ?? ['tenant'];
  if (named.length > 1) throw new CliFault(ExitCode.usage, 'an account is of one run, orchestra or template');
  const body = {
    ...fields,
    scope: scope as 'tenant',
    ...(subject === undefined ? {} : { subject }),
    ...(period === undefined ? {} : { period: period as Period }),
  };
  const made = await context.connect().request('POST', '/api/budgets', { body, signal: context.signal });
  return show(context, made, [made]);
}

async function topUp(context: Context, { id, amount }: { id: string; amount: string }): Promise<ExitCode> {
  const options = { params: { id }, body: { amount }, signal: context.signal };
  const topped = await context.connect().request('POST', '/api/budgets/{id}/top-up', options);
  return show(context, topped, [topped]);
}

async function burn(context: Context, id: string): Promise<ExitCode> {
  const options = { params: { id }, signal: context.signal };
  const answer = await context.connect().request('GET', '/api/budgets/{id}/burn', options);
  if (context.json) {
    context.printJson(answer);
    return ExitCode.ok;
  }
  const rows = answer.points.map(({ at, attempts, cost_cents: cost, total_cents: total }) =>
    cells(at, String(attempts), dollars(cost), dollars(total)),
  );
  for (const line of table(['SINCE', 'ATTEMPTS', 'COST', 'TOTAL'], rows, context.out.columns))
    context.out.line(line);
  context.out.line(
    `${dollars(answer.spent_cents)} of ${dollars(answer.cap_cents)} are spent${outlook(answer)}`,
  );
  return ExitCode.ok;
}

function outlook({ cents_per_day: rate, exhausted_at: empty, forecast_cents: forecast }: Burn): string {
  if (rate === 0) return '';
  const end = forecast === null ? '' : `, ${dollars(forecast)} by the end of the period`;
  const until = empty === null ? '' : `, used up at ${printable(empty)}`;
  return `, ${dollars(rate)} a day${end}${until}`;
}

async function turn(
  context: Context,
  mode: 'off' | 'stop_spending' | 'stop_all',
  reason: string | undefined,
): Promise<ExitCode> {
  const { signal } = context;
  const client = context.connect();
  const { id } = (await client.request('GET', '/api/whoami', { signal })).tenant;
  const body = { mode, ...(reason === undefined ? {} : { reason }) };
  const options = { params: { id }, body, signal };
  const turned = await client.request('PUT', '/api/tenants/{id}/kill-switch', options);
  if (context.json) context.printJson(turned);
  else context.out.line(`${printable(id)}: kill switch ${turned.mode}, ${turned.cancelled} runs cancelled`);
  return ExitCode.ok;
}

function show(context: Context, answer: unknown, budgets: readonly Budget[]): ExitCode {
  if (context.json) {
    context.printJson(answer);
    return ExitCode.ok;
  }
  const rows = budgets.map(({ id, scope, subject, period, cap, spent, reserved, left }) =>
    cells(id, scope === 'tenant' ? scope : subject, period, cap, spent, reserved, left),
  );
  const heading = ['ID', 'OF', 'PERIOD', 'CAP', 'SPENT', 'RESERVED', 'LEFT'];
  for (const line of table(heading, rows, context.out.columns)) context.out.line(line);
  return ExitCode.ok;
}

/** Cents as an amount, with as many decimals as it takes. */
export function dollars(cents: number): string {
  const [whole, decimals = ''] = (cents / 100).toFixed(6).split('.');
  return `${whole}.${decimals.replace(/0{1,4}$/, '')} USD`;
}

function cells(...texts: string[]): Cell[] {
  return texts.map((text) => ({ text: printable(text) }));
}
