import type { Context } from '../context';
import { ExitCode } from '../exit-code';
import { printable } from '../text/printable';
import { table } from '../text/table';
import { dollars } from './budget';

export interface CostOptions {
  by?: string[];
  from?: string;
  to?: string;
}

/** Any word may be given: the server says which groups there are. */
type Group = 'tenant';

const columns = [
  ['TEMPLATE', 'template_id'],
  ['ORCHESTRA', 'orchestra_id'],
  ['RUN', 'run_id'],
  ['TASK', 'task_id'],
  ['NODE', 'node'],
  ['AGENT', 'agent_id'],
  ['MODEL', 'model'],
  ['HANDLER', 'handler'],
  ['DAY', 'day'],
] as const;

/** A task is shown with the node that it is of. */
function groupOf(field: string): string {
  return field === 'node' ? 'task' : field.replace('_id', '');
}

/** Shows what was spent, and on what: the dearest first. */
export async function cost(context: Context, { by, from, to }: CostOptions): Promise<ExitCode> {
  const groups = by?.flatMap((words) => words.split(','));
  const query = {
    ...(groups === undefined ? {} : { group_by: groups as Group[] }),
    ...(from === undefined ? {} : { from }),
    ...(to === undefined ? {} : { to }),
  };
  const costs = await context.connect().request('GET', '/api/costs', { query, signal: context.signal });
  if (context.json) {
    context.printJson(costs);
    return ExitCode.ok;
  }
  const shown = columns.filter(([, field]) => groups?.includes(groupOf(field)));
  const rows = costs.data.map((row) =>
    [
      ...shown.map(([, field]) => row[field] ?? '–'),
      String(row.attempts),
      String(row.input_tokens),
      String(row.output_tokens),
      dollars(row.cost_cents),
      dollars(row.assumed_cents),
    ].map((text) => ({ text: printable(text) })),
  );
  const heading = [...shown.map(([name]) => name), 'ATTEMPTS', 'READ', 'WRITTEN', 'COST', 'ASSUMED'];
  for (const line of table(heading, rows, context.out.columns)) context.out.line(line);
  return ExitCode.ok;
}
