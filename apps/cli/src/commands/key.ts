import type { Context } from '../context';
import { everyPage } from '../every-page';
import { ExitCode } from '../exit-code';
import { CliFault } from '../fault';
import { printable } from '../text/printable';
import { table, type Cell } from '../text/table';

export interface NewKeyOptions {
  role: string;
  scope?: string[];
  expires?: string;
}

export type KeyRequest =
  | { verb: 'list' }
  | { verb: 'create'; name: string; options: NewKeyOptions }
  | { verb: 'revoke'; id: string }
  | { verb: 'rotate'; id: string; grace: string };

const cells = (row: readonly string[]): Cell[] => row.map((text) => ({ text: printable(text) }));

/** Manages API keys. A new key goes to standard output alone, so that it can be piped to where it is kept. */
export async function key(context: Context, request: KeyRequest): Promise<ExitCode> {
  const client = context.connect();
  const { signal } = context;
  if (request.verb === 'list') {
    const keys = await everyPage((query) => client.request('GET', '/api/api-keys', { query, signal }));
    if (context.json) return print(context, keys);
    const rows = keys.map((one) =>
      cells([
        one.id,
        one.name,
        one.role,
        one.revoked_at ? 'revoked' : (one.expires_at ?? 'works'),
        one.last_used_at ?? 'never',
      ]),
    );
    for (const line of table(['ID', 'NAME', 'ROLE', 'UNTIL', 'LAST USED'], rows, context.out.columns))
      context.out.line(line);
    return ExitCode.ok;
  }
  if (request.verb === 'create') {
    const { role, scope, expires } = request.options;
    const body = {
      name: request.name,
      role,
      ...(scope && { scopes: scope }),
      ...(expires && { expires_at: expires }),
    };
    return show(context, await client.request('POST', '/api/api-keys', { body: body as never, signal }));
  }
  const params = { id: request.id };
  if (request.verb === 'rotate') {
    if (!/^[0-9]{1,6}$/.test(request.grace))
      throw new CliFault(ExitCode.usage, '--grace takes seconds, up to 604800');
    const body = { grace_s: Number(request.grace) };
    return show(context, await client.request('POST', '/api/api-keys/{id}/rotate', { params, body, signal }));
  }
  const revoked = await client.request('DELETE', '/api/api-keys/{id}', { params, signal });
  if (context.json) return print(context, revoked);
  context.out.line(`${printable(revoked.name)} (${printable(revoked.id)}): revoked`);
  return ExitCode.ok;
}

function show(context: Context, made: { name: string; id: string; key: string }): ExitCode {
  if (context.json) return print(context, made);
  context.err.line(`${printable(made.name)} (${printable(made.id)}): the key is shown this once`);
  context.out.line(printable(made.key));
  return ExitCode.ok;
}

function print(context: Context, value: unknown): ExitCode {
  context.printJson(value);
  return ExitCode.ok;
}
