import { Client } from 'pg';
import { createHarness, type Harness } from './harness';
import { growingTables, planOfStatement, statementFiles, type PlanNode } from './statement-plans';

// A service plans its statements once, on its first day, when all tables are empty and nobody has counted their rows. To
// read the little that there is from end to end looks cheapest then, and is done for as long as the plan lives.

/** Statements that read more than what they name, and why they may. */
const ranges: Readonly<Record<string, string>> = {
  'audit_rows.sql': 'exports a span of transactions',
  'doctor_backlog.sql': 'counts what is open, when a person asks',
  'ended_runs.sql': 'reads a span of transactions, in steps',
  'follow_events.sql': 'reads a span of transactions, in steps',
  'follow_page.sql': 'reads a span of transactions, in steps',
  'list_datasets.sql': 'counts records, when a person asks',
  'run_measures.sql': 'reads a span of transactions, in steps',
  'scheduler_tick.sql': 'asks whether a span of transactions is empty',
  'seal_read.sql': 'reads a span of transactions, in steps',
};

/** Columns that name few rows of any table, however large. */
const keys = /\b(id|run_id|parent_run|key|idempotency_key|rerun_of|effect_run|orchestra_id)\b/;

let harness: Harness;
let owner: Client;
beforeAll(async () => {
  harness = await createHarness();
  owner = new Client({ connectionString: harness.ownerUrl });
  await owner.connect();
});
afterAll(async () => {
  await owner.end();
  await harness.close();
});

describe('on empty tables, the plan of', () => {
  const files = statementFiles.filter((file) => !(file in ranges));

  it.each(files)('%s goes by the keys it is given', async (file) => {
    expect(wideScans(await planOfStatement(owner, file))).toEqual([]);
  });
});

it('makes no exception for a statement that is gone', () => {
  expect(Object.keys(ranges).filter((file) => !statementFiles.includes(file))).toEqual([]);
});

/** Scans of growing tables that no key narrows, save those of which only the first rows are taken. */
function wideScans(node: PlanNode, few = false): string[] {
  const { 'Relation Name': table = '', 'Index Name': index = '', 'Index Cond': condition = '' } = node;
  const wide = growingTables.includes(table) && /Scan$/.test(node['Node Type']) && !keys.test(condition);
  const below = few || node['Node Type'] === 'Limit';
  return [
    ...(wide && !below ? [`${table} by ${index}: ${condition}`] : []),
    ...(node.Plans ?? []).flatMap((child) => wideScans(child, below)),
  ];
}
