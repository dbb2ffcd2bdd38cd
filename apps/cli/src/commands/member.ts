import type { Context } from '../context';
import { everyPage } from '../every-page';
import { ExitCode } from '../exit-code';
import { printable } from '../text/printable';
import { table } from '../text/table';

export type MemberRequest =
  | { verb: 'list' }
  | { verb: 'invite'; email: string; role: string }
  | { verb: 'set-role'; id: string; role: string }
  | { verb: 'remove'; id: string };

/** Any word may be given: the server says which roles there are. */
type Role = 'viewer';

/** Manages the people of the tenant whose key is used. */
export async function member(context: Context, request: MemberRequest): Promise<ExitCode> {
  const client = context.connect();
  const { signal } = context;
  const tenant = (await client.request('GET', '/api/whoami', { signal })).tenant.id;
  if (request.verb === 'list') {
    const people = await everyPage((query) =>
      client.request('GET', '/api/tenants/{tenant}/members', { params: { tenant }, query, signal }),
    );
    if (context.json) return print(context, people);
    const rows = people.map(({ id, email, role, status }) =>
      [id, email, role, status].map((text) => ({ text: printable(text) })),
    );
    for (const line of table(['ID', 'E-MAIL', 'ROLE', 'STATUS'], rows, context.out.columns))
      context.out.line(line);
    return ExitCode.ok;
  }
  if (request.verb === 'invite') {
    const { email, role } = request;
    const invited = await client.request('POST', '/api/tenants/{tenant}/members', {
      params: { tenant },
      body: { email, role: role as Role },
      signal,
    });
    if (context.json) return print(context, invited);
    context.err.line(`${printable(invited.email)}: signs in the first time with this, shown this once`);
    context.out.line(printable(invited.invite_token));
    return ExitCode.ok;
  }
  const params = { tenant, id: request.id };
  if (request.verb === 'remove') {
    await client.request('DELETE', '/api/tenants/{tenant}/members/{id}', { params, signal });
    context.out.line(`${printable(request.id)}: removed`);
    return ExitCode.ok;
  }
  const body = { role: request.role as Role };
  const changed = await client.request('PATCH', '/api/tenants/{tenant}/members/{id}', {
    params,
    body,
    signal,
  });
  if (context.json) return print(context, changed);
  context.out.line(`${printable(changed.email)}: ${printable(changed.role)}`);
  return ExitCode.ok;
}

function print(context: Context, value: unknown): ExitCode {
  context.printJson(value);
  return ExitCode.ok;
}
