import { clientOf, findServer } from '../connection';
import type { Context } from '../context';
import { ExitCode } from '../exit-code';
import { printable } from '../text/printable';

const PATIENCE_MS = 2000;

/** The version of the command and, where a server is named and answers, the server's. Never fails for its absence. */
export async function version(context: Context, own: string): Promise<ExitCode> {
  const server = await serverVersion(context);
  if (context.json) {
    context.printJson({ cli: own, server });
    return ExitCode.ok;
  }
  context.out.line(`maestro ${own}`);
  if (server !== null) context.out.line(`server  ${printable(server)}`);
  return ExitCode.ok;
}

async function serverVersion({ host, options, signal }: Context): Promise<string | null> {
  try {
    const server = findServer(options.server, host.env, host.folder);
    if (!server) return null;
    const answer = await clientOf(server).request('GET', '/api/version', { timeoutMs: PATIENCE_MS, signal });
    return answer.version;
  } catch {
    signal.throwIfAborted();
    return null;
  }
}
