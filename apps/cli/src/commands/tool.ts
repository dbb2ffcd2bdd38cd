import type { Context } from '../context';
import { ExitCode } from '../exit-code';
import { CliFault } from '../fault';
import { readTextFile } from '../files';
import { printable } from '../text/printable';
import { table, type Cell } from '../text/table';

export interface ToolsetOptions {
  openapi?: string;
  mcp?: string;
  url?: string;
  secret?: string;
  secretHeader?: string;
  readOnly?: string[];
}

export type ToolRequest =
  | { verb: 'list' }
  | { verb: 'show' | 'remove'; name: string }
  | { verb: 'add'; name: string; options: ToolsetOptions }
  | { verb: 'refresh'; name: string; openapi?: string }
  | { verb: 'approve'; name: string; digest: string };

const MAX_BYTES = 1024 * 1024;

/** Toolsets, and what their tools are. */
export async function tool(context: Context, request: ToolRequest): Promise<ExitCode> {
  const client = context.connect();
  const { signal } = context;
  if (request.verb === 'list') {
    const { data } = await client.request('GET', '/api/toolsets', { signal });
    return report(context, data, () => data.forEach((one) => showTools(context, one)));
  }
  const { name } = request;
  const params = { name };
  switch (request.verb) {
    case 'show': {
      const one = await client.request('GET', '/api/toolsets/{name}', { params, signal });
      return report(context, one, () => showTools(context, one));
    }
    case 'add': {
      const made = await client.request('POST', '/api/toolsets', {
        body: bodyOf(name, request.options),
        signal,
      });
      return report(context, made, () => showListed(context, made));
    }
    case 'refresh': {
      const body = request.openapi === undefined ? {} : { document: readDocument(request.openapi) };
      const listed = await client.request('POST', '/api/toolsets/{name}/refresh', { params, body, signal });
      return report(context, listed, () => showListed(context, listed));
    }
    case 'approve': {
      const body = { digest: request.digest };
      const one = await client.request('POST', '/api/toolsets/{name}/approve', { params, body, signal });
      return report(context, one, () => showTools(context, one));
    }
    case 'remove': {
      const headers = { 'if-match': '*' };
      await client.request('DELETE', '/api/toolsets/{name}', { params, headers, signal });
      return report(context, { name }, () => context.out.line(`${printable(name)}: removed`));
    }
  }
}

function bodyOf(name: string, { openapi, mcp, url, secret, secretHeader, readOnly }: ToolsetOptions) {
  if ((openapi === undefined) === (mcp === undefined))
    throw new CliFault(ExitCode.usage, 'a toolset is made with --openapi <file> or with --mcp <url>');
  const more = {
    ...(secret && { secret_name: secret }),
    ...(secretHeader && { secret_header: secretHeader }),
    ...(readOnly && { read_only: readOnly }),
  };
  if (mcp !== undefined) return { ...more, name, kind: 'mcp' as const, url: mcp };
  const document = readDocument(openapi ?? '');
  return { ...more, name, kind: 'openapi' as const, document, ...(url && { url }) };
}

function readDocument(file: string): Record<string, unknown> {
  try {
    return JSON.parse(readTextFile(file, MAX_BYTES)) as Record<string, unknown>;
  } catch (error) {
    if (error instanceof CliFault) throw error;
    throw new CliFault(ExitCode.usage, `cannot read ${file}: it is not JSON`);
  }
}

interface Shown {
  name: string;
  digest: string;
  tools: { ref: string; side_effects: boolean; description: string }[];
  proposed: { digest: string; added: string[]; removed: string[]; changed: string[] } | null;
}

function showListed(
  context: Context,
  { toolset, skipped }: { toolset: Shown; skipped: { operation: string; reason: string }[] },
): void {
  showTools(context, toolset);
  for (const { operation, reason } of skipped)
    context.err.line(`left out: ${printable(operation)}: ${printable(reason)}`);
}

function showTools(context: Context, { name, tools, proposed }: Shown): void {
  const rows = tools.map(({ ref, side_effects, description }): Cell[] => [
    ...[{ text: printable(ref) }, { text: side_effects ? 'changes' : 'reads' }],
    { text: printable(description.split('\n')[0] ?? '') },
  ]);
  for (const line of table(['TOOL', 'EFFECT', 'DESCRIPTION'], rows, context.out.columns))
    context.out.line(line);
  if (!proposed) return;
  const { added, removed, changed, digest } = proposed;
  const list = (names: string[]) => names.map(printable).join(', ') || 'none';
  context.err.line(`proposed: added ${list(added)}; removed ${list(removed)}; changed ${list(changed)}`);
  context.err.line(`maestro tool approve ${printable(name)} ${printable(digest)}`);
}

function report(context: Context, value: unknown, show: () => void): ExitCode {
  if (context.json) context.printJson(value);
  else show();
  return ExitCode.ok;
}
