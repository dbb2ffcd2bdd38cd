import type { Tenant } from '@maestro/client';
import type { Context } from '../context';
import { ExitCode } from '../exit-code';
import { CliFault } from '../fault';
import { printable } from '../text/printable';

/** What `maestro tenant` does, by its second word. */
export type TenantAction = { action: 'show' } | { action: 'allow' | 'forbid'; hosts: string[] };

/** The tenant of the key: its settings, and the private addresses that its tasks may reach. */
export async function tenant(context: Context, asked: TenantAction): Promise<ExitCode> {
  const { signal } = context;
  const client = context.connect();
  const { id } = (await client.request('GET', '/api/whoami', { signal })).tenant;
  const known = await client.request('GET', '/api/tenants/{id}', { params: { id }, signal });
  if (asked.action === 'show') return show(context, known);
  const now = known.egress_allow;
  const missing = asked.hosts.find((host) => !now.includes(host));
  if (asked.action === 'forbid' && missing !== undefined)
    throw new CliFault(ExitCode.usage, `${missing} is not allowed`, '`maestro tenant show` lists what is');
  const body = {
    egress_allow:
      asked.action === 'allow'
        ? [...new Set([...now, ...asked.hosts])]
        : now.filter((host) => !asked.hosts.includes(host)),
  };
  return show(context, await client.request('PATCH', '/api/tenants/{id}', { params: { id }, body, signal }));
}

function show(context: Context, tenant: Tenant): ExitCode {
  if (context.json) {
    context.printJson(tenant);
    return ExitCode.ok;
  }
  const limit = (value: number | null) => (value === null ? 'none' : String(value));
  const facts: [string, string][] = [
    ['tenant', `${tenant.name} (${tenant.id}, ${tenant.env})`],
    ['open runs', limit(tenant.max_open_runs)],
    ['running', limit(tenant.max_running_tasks)],
    ['may reach', tenant.egress_allow.join(', ') || 'public addresses alone'],
  ];
  for (const [name, text] of facts) context.out.line(`${name.padEnd(10)} ${printable(text)}`);
  return ExitCode.ok;
}
