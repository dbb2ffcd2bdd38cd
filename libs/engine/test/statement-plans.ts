import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Client } from 'pg';

const folder = join(__dirname, '..', '..', 'persistence', 'sql');

/** What only a server with further extensions can plan. */
const elsewhere = new Set(['near_chunks.sql']);

/** All statements of the repository, by the names of their files. */
export const statementFiles = readdirSync(folder).filter(
  (file) => file.endsWith('.sql') && !elsewhere.has(file),
);

/** Tables whose size follows from how much was done, not from what is open or was set up. */
export const growingTables = [
  'runs', 'tasks', 'attempts', 'events', 'run_keys', 'run_labels', 'frames', 'frame_items', 'signals', 'approvals',
  'votes', 'frozen_inputs', 'records', 'load_receipts', 'cache',
].map((name) => `maestro_${name}`); // prettier-ignore

export interface PlanNode {
  'Node Type': string;
  'Relation Name'?: string;
  'Index Name'?: string;
  'Index Cond'?: string;
  Plans?: PlanNode[];
}

/** What the server would do for the statement, whatever its parameters are, under the settings of the engine's connections. */
export async function planOfStatement(owner: Client, file: string): Promise<PlanNode> {
  const text = readFileSync(join(folder, file), 'utf8');
  const count = Math.max(0, ...[...text.matchAll(/\$(\d+)/g)].map((match) => Number(match[1])));
  const values = Array.from({ length: count }, () => 'NULL').join(', ');
  await owner.query(
    'SET plan_cache_mode = force_generic_plan; SET enable_seqscan = off; SET enable_mergejoin = off',
  );
  await owner.query(`PREPARE one AS ${text}`);
  const explain = `EXPLAIN (FORMAT JSON) EXECUTE one${count > 0 ? `(${values})` : ''}`;
  const { rows } = await owner.query<{ 'QUERY PLAN': [{ Plan: PlanNode }] }>(explain);
  await owner.query('DEALLOCATE one');
  const plan = rows[0]?.['QUERY PLAN'][0].Plan;
  if (!plan) throw new Error(`no plan for ${file}`);
  return plan;
}
