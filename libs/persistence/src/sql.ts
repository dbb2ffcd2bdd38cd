import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** A statement of `sql/`, under its own name: Postgres plans a named statement once a connection. */
export interface Statement {
  readonly name: string;
  readonly text: string;
  /** Whether it adds to the history of runs, by itself or by a function of the database. */
  readonly writesHistory?: boolean;
}

const writes =
  /\bINSERT INTO maestro_events\b|\bmaestro_(complete|expand|grant|pass_budget|pass_run_slots|pass_slots|release_hold|reserve|unwind|vote|wake)_v\d+\b/;

const directory = join(__dirname, '..', 'sql');

/** Reads `sql/<name>.sql`, without its comments. */
export function statement(name: string): Statement {
  const text = readFileSync(join(directory, `${name}.sql`), 'utf8')
    .replace(/^\s*--.*$/gm, '')
    .trim();
  return { name, text, writesHistory: writes.test(text) };
}
