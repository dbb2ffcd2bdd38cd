import type { Context } from '../context';
import { ExitCode } from '../exit-code';
import { printable } from '../text/printable';

/** Whose key this is, in which tenant, and what it allows. */
export async function whoami(context: Context): Promise<ExitCode> {
  const me = await context.connect().request('GET', '/api/whoami', { signal: context.signal });
  if (context.json) {
    context.printJson(me);
    return ExitCode.ok;
  }
  const facts: [string, string][] = [
    ['tenant', `${me.tenant.name} (${me.tenant.id}, ${me.tenant.env})`],
    [me.principal.kind, me.principal.id],
    ['role', me.principal.role],
    ['may', me.permissions.join(', ')],
  ];
  for (const [name, text] of facts) context.out.line(`${printable(name).padEnd(10)} ${printable(text)}`);
  return ExitCode.ok;
}
