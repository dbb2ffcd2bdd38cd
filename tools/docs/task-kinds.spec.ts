import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import about from './task-kinds.json';

const handlers = join(__dirname, '../../libs/handlers/src');

/** Codes that the sources of a handler throw themselves. */
function thrownIn(folder: string): string[] {
  const sources = readdirSync(join(handlers, folder), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts') && !file.endsWith('.spec.ts'))
    .map((file) => readFileSync(join(handlers, folder, file), 'utf8'));
  return sources.flatMap((text) =>
    [...text.matchAll(/new MaestroError\(\s*'([a-z0-9_-]+)'/g)].map(([, code]) => code as string),
  );
}

it.each(['http', 'shell', 'load', 'transform', 'contract', 'graph_job', 'llm_call', 'tool_call'] as const)(
  'the page of task kinds names every error that %s throws',
  (kind) => {
    const listed: readonly string[] = about[kind].errors;
    const missing = thrownIn(kind.replace('_', '-')).filter((code) => !listed.includes(code));
    expect(missing).toEqual([]);
  },
);
