import type { Trigger, TriggerBody } from '@maestro/client';
import type { Context } from '../context';
import { everyPage } from '../every-page';
import { ExitCode } from '../exit-code';
import { readInputFile, type Inputs } from '../inputs';
import { printable } from '../text/printable';
import { table } from '../text/table';

/** What `maestro trigger` does, by its second word. */
export type TriggerAction =
  | { action: 'list' }
  | { action: 'create'; file: string }
  | { action: 'edit'; id: string; file: string }
  | { action: 'enable' | 'disable' | 'delete'; id: string }
  | { action: 'test'; id: string; file: string };

/** Shows, makes, changes, switches and tries triggers. */
export async function trigger(context: Context, asked: TriggerAction): Promise<ExitCode> {
  switch (asked.action) {
    case 'list':
      return list(context);
    case 'create':
      return create(context, asked.file);
    case 'edit':
      return change(context, asked.id, await readInputFile(asked.file, context.host.stdin));
    case 'enable':
    case 'disable':
      return change(context, asked.id, { enabled: asked.action === 'enable' });
    case 'delete':
      return remove(context, asked.id);
    case 'test':
      return test(context, asked);
  }
}

async function list(context: Context): Promise<ExitCode> {
  const client = context.connect();
  const rows = await everyPage((query) =>
    client.request('GET', '/api/triggers', { query, signal: context.signal }),
  );
  return show(context, rows, rows);
}

async function create(context: Context, file: string): Promise<ExitCode> {
  const { signal } = context;
  // What is wrong with it, the API says with a pointer.
  const body = (await readInputFile(file, context.host.stdin)) as unknown as TriggerBody;
  const made = await context.connect().request('POST', '/api/triggers', { body, signal });
  context.err.line(`it is off: maestro trigger enable ${printable(made.id)}`);
  return show(context, made, [made]);
}

async function change(context: Context, id: string, body: Inputs): Promise<ExitCode> {
  const request = { params: { id }, body, signal: context.signal };
  const changed = await context.connect().request('PATCH', '/api/triggers/{id}', request);
  return show(context, changed, [changed]);
}

async function remove(context: Context, id: string): Promise<ExitCode> {
  const request = { params: { id }, signal: context.signal };
  const was = await context.connect().request('DELETE', '/api/triggers/{id}', request);
  if (context.json) context.printJson(was);
  else context.out.line(`${printable(was.name)} (${printable(was.id)}): deleted; its runs stay`);
  return ExitCode.ok;
}

async function test(context: Context, { id, file }: { id: string; file: string }): Promise<ExitCode> {
  const body = { trigger_id: id, event: await readInputFile(file, context.host.stdin) };
  const answer = await context
    .connect()
    .request('POST', '/api/triggers/test', { body, signal: context.signal });
  if (context.json) {
    context.printJson(answer);
    return ExitCode.ok;
  }
  const why = [answer.reason, answer.detail].flatMap((part) => part ?? []);
  context.out.line([answer.outcome, ...why].map(printable).join(' · '));
  if (answer.inputs) context.out.line(`inputs: ${printable(JSON.stringify(answer.inputs))}`);
  return ExitCode.ok;
}

function show(context: Context, answer: unknown, rows: readonly Trigger[]): ExitCode {
  if (context.json) {
    context.printJson(answer);
    return ExitCode.ok;
  }
  const heading = ['ID', 'STATUS', 'ON', 'BEGINS', 'MATCH', 'NAME'];
  const cells = rows.map(({ id, enabled, on, target, match, name }) =>
    [id, enabled ? 'on' : 'off', on, target, match, name].map((text) => ({ text: printable(text) })),
  );
  for (const line of table(heading, cells, context.out.columns)) context.out.line(line);
  return ExitCode.ok;
}
