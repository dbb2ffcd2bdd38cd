import type { Hook, HookBody } from '@maestro/client';
import type { Context } from '../context';
import { everyPage } from '../every-page';
import { ExitCode } from '../exit-code';
import { readInputFile } from '../inputs';
import { printable } from '../text/printable';
import { table } from '../text/table';
import { overlapOf } from './webhook';

/** What `maestro hook` does, by its second word. */
export type HookAction =
  | { action: 'list' }
  | { action: 'create'; file: string }
  | { action: 'edit'; id: string; file: string }
  | { action: 'get' | 'enable' | 'disable' | 'delete'; id: string }
  | { action: 'rotate'; id: string; overlap?: string; secretFile?: string };

/** Shows, makes, changes and switches hooks. A secret goes to standard output alone, so that it can be piped to where it is kept. */
export async function hook(context: Context, asked: HookAction): Promise<ExitCode> {
  const client = context.connect();
  const { signal } = context;
  switch (asked.action) {
    case 'list': {
      const rows = await everyPage((query) => client.request('GET', '/api/hooks', { query, signal }));
      return show(context, rows, rows);
    }
    case 'create': {
      // What is wrong with it, the API says with a pointer.
      const body = (await readInputFile(asked.file, context.host.stdin)) as unknown as HookBody;
      const made = await client.request('POST', '/api/hooks', { body, signal });
      context.err.line(`${printable(made.path)} is off: maestro hook enable ${printable(made.id)}`);
      return reveal(context, made);
    }
    case 'rotate': {
      const given = asked.secretFile && (await readInputFile(asked.secretFile, context.host.stdin));
      const body = { ...overlapOf(asked.overlap), ...(given || {}) };
      const request = { params: { id: asked.id }, body, signal };
      return reveal(context, await client.request('POST', '/api/hooks/{id}/rotate-secret', request));
    }
    case 'get': {
      context.printJson(await client.request('GET', '/api/hooks/{id}', { params: { id: asked.id }, signal }));
      return ExitCode.ok;
    }
    case 'delete': {
      const was = await client.request('DELETE', '/api/hooks/{id}', { params: { id: asked.id }, signal });
      if (context.json) context.printJson(was);
      else context.out.line(`${printable(was.name)} (${printable(was.id)}): deleted`);
      return ExitCode.ok;
    }
    default: {
      const edited = asked.action === 'edit' && (await readInputFile(asked.file, context.host.stdin));
      const body = edited || { enabled: asked.action === 'enable' };
      const request = { params: { id: asked.id }, body, signal };
      const changed = await client.request('PATCH', '/api/hooks/{id}', request);
      return show(context, changed, [changed]);
    }
  }
}

function reveal(context: Context, made: Hook & { secret: string | null }): ExitCode {
  if (context.json) context.printJson(made);
  else if (made.secret === null) context.out.line(printable(made.id));
  else {
    context.err.line(`${printable(made.id)}: the secret is shown this once`);
    context.out.line(printable(made.secret));
  }
  return ExitCode.ok;
}

function show(context: Context, answer: unknown, rows: readonly Hook[]): ExitCode {
  if (context.json) {
    context.printJson(answer);
    return ExitCode.ok;
  }
  const cells = rows.map(({ id, enabled, verifier, path, name }) =>
    [id, enabled ? 'on' : 'off', verifier, path, name].map((text) => ({ text: printable(text) })),
  );
  const heading = ['ID', 'STATUS', 'VERIFIER', 'PATH', 'NAME'];
  for (const line of table(heading, cells, context.out.columns)) context.out.line(line);
  return ExitCode.ok;
}
