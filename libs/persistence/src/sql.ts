import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** A statement of `sql/`, under its own name: Postgres plans a named statement once a connection. */
export interface Statement {
  readonly name: string;
  readonly text: string;
}

const directory = join(__dirname, '..', 'sql');

/** Reads `sql/<name>.sql`, without its comments. */
export function statement(name: string): Statement {
  const text = readFileSync(join(directory, `${name}.sql`), 'utf8')
    .replace(/^\s*--.*$/gm, '')
    .trim();
  return { name, text };
}
