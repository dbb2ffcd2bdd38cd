import type { ModelProvider } from '@maestro/client';
import type { Context } from '../context';
import { everyPage } from '../every-page';
import { ExitCode } from '../exit-code';
import { CliFault } from '../fault';
import { readTextFile, readTextStream } from '../files';
import { printable } from '../text/printable';
import { table } from '../text/table';

const MAX_BYTES = 1024 * 1024;

/** What `maestro provider` does, by its second word. */
export type ProviderAction =
  | { action: 'list' }
  | { action: 'create'; file: string }
  | { action: 'change'; name: string; file: string }
  | { action: 'price'; model: string; options: PriceOptions }
  | { action: 'enable' | 'disable' | 'delete'; name: string };

/** In dollars: of a million tokens, and of a call. */
export interface PriceOptions {
  read: string;
  write: string;
  call?: string;
}

/** Who may be asked for the answers of models. Their keys are secrets of the tenant, and never pass here. */
export async function provider(context: Context, asked: ProviderAction): Promise<ExitCode> {
  const { signal } = context;
  const client = context.connect();
  if (asked.action === 'list') {
    const all = await everyPage((query) => client.request('GET', '/api/model-providers', { query, signal }));
    return show(context, all, all);
  }
  if (asked.action === 'create') {
    const body = (await bodyIn(context, asked.file)) as never;
    const made = await client.request('POST', '/api/model-providers', { body, signal });
    return show(context, [made], made);
  }
  if (asked.action === 'price') return price(context, asked.model, asked.options);
  const params = { name: asked.name };
  const headers = { 'If-Match': '*' };
  if (asked.action === 'delete') {
    const gone = await client.request('DELETE', '/api/model-providers/{name}', { params, headers, signal });
    if (context.json) context.printJson(gone);
    else context.out.line(`${printable(gone.name)}: deleted`);
    return ExitCode.ok;
  }
  const body =
    asked.action === 'change'
      ? ((await bodyIn(context, asked.file)) as never)
      : { enabled: asked.action === 'enable' };
  const request = { params, headers, body, signal };
  const changed = await client.request('PATCH', '/api/model-providers/{name}', request);
  return show(context, [changed], changed);
}

/** A further version of the price; runs that have begun are charged by it, too. */
async function price(
  context: Context,
  model: string,
  { read, write, call }: PriceOptions,
): Promise<ExitCode> {
  const body = {
    input_nanos: nanos('--read', read, MILLION),
    output_nanos: nanos('--write', write, MILLION),
    ...(call === undefined ? {} : { call_nanos: nanos('--call', call, 1) }),
  };
  const request = { params: { model }, body, signal: context.signal };
  const made = await context.connect().request('PUT', '/api/model-pricing/{model}', request);
  if (context.json) context.printJson(made);
  else
    context.out.line(
      `${printable(made.model)}: price version ${made.version}, ${read} USD to read and ${write} USD to write a million tokens`,
    );
  return ExitCode.ok;
}

const MILLION = 1_000_000;

/** Nano-dollars of one, from the dollars of so many; only what is a whole number of them, so that no price becomes another. */
function nanos(option: string, text: string, of: number): number {
  const value = (Number(text) * 1e9) / of;
  const whole = Math.round(value);
  if (/^[0-9]+(\.[0-9]+)?$/.test(text) && Math.abs(value - whole) < 1e-6) return whole;
  throw new CliFault(
    ExitCode.usage,
    `${option} takes dollars such as 0.25, with at most ${of === 1 ? 9 : 3} decimals`,
  );
}

async function bodyIn(context: Context, file: string): Promise<unknown> {
  const text =
    file === '-' ? await readTextStream(context.host.stdin, MAX_BYTES) : readTextFile(file, MAX_BYTES);
  try {
    return JSON.parse(text);
  } catch {
    throw new CliFault(ExitCode.usage, `${file} is not JSON`);
  }
}

function show(context: Context, providers: readonly ModelProvider[], shown: unknown): ExitCode {
  if (context.json) context.printJson(shown);
  else
    for (const line of table(
      ['NAME', 'KIND', 'ADDRESS', 'REGION', 'ON', 'MODELS'],
      providers.map(({ name, kind, base_url: address, region, enabled, models }) =>
        [name, kind, address ?? '-', region ?? '-', enabled ? 'yes' : 'no', modelsOf(models)].map((text) => ({
          text: printable(text),
        })),
      ),
    ))
      context.out.line(line);
  return ExitCode.ok;
}

function modelsOf(models: unknown): string {
  return (models as { name: string }[]).map(({ name }) => name).join(', ');
}
