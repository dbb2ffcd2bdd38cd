import { ProblemError } from '@maestro/client';
import type { Context } from '../context';
import { ExitCode } from '../exit-code';
import { CliFault } from '../fault';
import { readTextFile, readTextStream } from '../files';
import { printable } from '../text/printable';
import { table } from '../text/table';

const MAX_BYTES = 1024 * 1024;

export type SecretVerb = 'list' | 'set' | 'delete' | 'versions';

export interface SecretOptions {
  verb: SecretVerb;
  name?: string;
  fromFile?: string;
}

/** Secrets of the tenant. A value comes from a file or standard input, never from the command line, and is never shown. */
export async function secret(context: Context, { verb, name, fromFile }: SecretOptions): Promise<ExitCode> {
  if (verb === 'list') return list(context);
  if (name === undefined) throw new CliFault(ExitCode.usage, `maestro secret ${verb} needs a name`);
  if (verb === 'versions') return versions(context, name);
  return verb === 'set' ? set(context, name, fromFile) : remove(context, name);
}

async function list(context: Context): Promise<ExitCode> {
  const { data } = await context.connect().request('GET', '/api/secrets', {
    query: { limit: 200 },
    signal: context.signal,
  });
  if (context.json) context.printJson(data);
  else
    for (const line of table(
      ['NAME', 'VERSION', 'PROVIDER', 'UPDATED'],
      data.map((each) => cells(printable(each.name), String(each.version), each.provider, each.updated_at)),
    ))
      context.out.line(line);
  return ExitCode.ok;
}

async function versions(context: Context, name: string): Promise<ExitCode> {
  const { data } = await context.connect().request('GET', '/api/secrets/{name}/versions', {
    params: { name },
    signal: context.signal,
  });
  if (context.json) context.printJson(data);
  else
    for (const line of table(
      ['VERSION', 'PROVIDER', 'WRITTEN', 'BY'],
      data.map((each) =>
        cells(String(each.version), each.provider, each.created_at, printable(each.created_by)),
      ),
    ))
      context.out.line(line);
  return ExitCode.ok;
}

function cells(...texts: string[]) {
  return texts.map((text) => ({ text }));
}

async function set(context: Context, name: string, fromFile: string | undefined): Promise<ExitCode> {
  if (fromFile === undefined && context.host.stdin.isTTY)
    throw new CliFault(
      ExitCode.usage,
      'the value comes from --from-file or standard input, not from a terminal',
    );
  const text =
    fromFile === undefined || fromFile === '-'
      ? await readTextStream(context.host.stdin, MAX_BYTES)
      : readTextFile(fromFile, MAX_BYTES);
  // Editors and `echo` end a file with a line break that nobody means.
  const value = text.replace(/\r?\n$/, '');
  const written = await put(context, name, value);
  if (context.json) context.printJson(written);
  else context.out.line(`${printable(written.name)}: version ${written.version}`);
  return ExitCode.ok;
}

/** Makes it, or, where it is there, writes its next version whatever the last one was. */
async function put(context: Context, name: string, value: string) {
  const request = { params: { name }, body: { value }, signal: context.signal };
  const client = context.connect();
  try {
    return await client.request('PUT', '/api/secrets/{name}', request);
  } catch (error) {
    if (!(error instanceof ProblemError) || error.code !== 'precondition-required') throw error;
    return client.request('PUT', '/api/secrets/{name}', { ...request, headers: { 'If-Match': '*' } });
  }
}

async function remove(context: Context, name: string): Promise<ExitCode> {
  await context.connect().request('DELETE', '/api/secrets/{name}', {
    params: { name },
    headers: { 'If-Match': '*' },
    signal: context.signal,
  });
  if (!context.json) context.out.line(`${printable(name)}: deleted`);
  return ExitCode.ok;
}
