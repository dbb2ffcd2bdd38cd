import type { Context } from '../context';
import { ExitCode } from '../exit-code';
import { printable } from '../text/printable';

/**
 * Looks for what must not be, on the server's live database. Exit code 1 where a rule is broken; 11 where the server,
 * or its database, does not answer.
 */
export async function doctor(context: Context): Promise<ExitCode> {
  const diagnosis = await context.connect().request('GET', '/api/doctor', { signal: context.signal });
  const code = diagnosis.healthy ? ExitCode.ok : ExitCode.failure;
  if (context.json) {
    context.printJson(diagnosis);
    return code;
  }
  const { out } = context;
  const { red, yellow, green, dim } = out.colors;
  const paints: Record<string, (text: string) => string> = {
    ok: green,
    warning: yellow,
    violated: red,
    unchecked: yellow,
  };
  for (const { id, says, state, count, sample } of diagnosis.findings) {
    const paint = paints[state] ?? ((text: string) => text);
    out.line(
      `${paint(state.padEnd(9))}  ${dim(printable(id).padEnd(8))}  ${printable(says)}${count > 0 ? ` (${count})` : ''}`,
    );
    for (const line of sample) out.line(`           ${printable(line)}`);
  }
  return code;
}
