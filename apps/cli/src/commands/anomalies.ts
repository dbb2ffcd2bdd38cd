import type { Context } from '../context';
import { ExitCode } from '../exit-code';
import { CliFault } from '../fault';
import { printable } from '../text/printable';
import { table } from '../text/table';
import { dollars } from './budget';

export interface AnomalyOptions {
  template?: string;
  limit: string;
}

/** Shows which runs were unlike those before them: the newest first. */
export async function anomalies(context: Context, { template, limit }: AnomalyOptions): Promise<ExitCode> {
  const rows = Number(limit);
  if (!Number.isInteger(rows) || rows < 1 || rows > 200)
    throw new CliFault(ExitCode.usage, '--limit takes a number from 1 to 200');
  const query = { limit: rows, ...(template === undefined ? {} : { template_id: template }) };
  const page = await context
    .connect()
    .request('GET', '/api/costs/anomalies', { query, signal: context.signal });
  if (context.json) {
    context.printJson(page);
    return ExitCode.ok;
  }
  const cells = page.data.map(({ run_id: run, measure, value, median, score }) => {
    const shown = (amount: number) =>
      measure === 'cost' ? dollars(amount) : `${(amount / 1000).toFixed(1)} s`;
    return [run, measure, shown(value), shown(median), `${score}`].map((text) => ({ text: printable(text) }));
  });
  for (const line of table(['RUN', 'MEASURE', 'VALUE', 'USUAL', 'SCORE'], cells, context.out.columns))
    context.out.line(line);
  return ExitCode.ok;
}
