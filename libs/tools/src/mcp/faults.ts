import { MaestroError } from '@maestro/problems';
import { StreamableHTTPError } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import { ErrorCode, McpError } from '@modelcontextprotocol/sdk/types.js';

const brokenOff = /^Maximum reconnection attempts/;

/** What the client tells on the side while it goes on waiting for an answer that cannot come any more. */
export function isUnanswerable(error: Error): boolean {
  return error instanceof SyntaxError || /ZodError$/.test(error.name) || brokenOff.test(error.message);
}

/** What went wrong between us and a server, as Maestro says it. */
export function toMaestroError(error: unknown): unknown {
  if (error instanceof MaestroError) return error;
  if (error instanceof McpError && error.code === (ErrorCode.RequestTimeout as number))
    return new MaestroError('timeout', 'The server of the tool did not answer in time.', { cause: error });
  if (error instanceof McpError && error.code === (ErrorCode.ConnectionClosed as number))
    return new MaestroError('connection', 'The server of the tool ended the exchange.', { cause: error });
  if (error instanceof McpError)
    return new MaestroError('tool-failed', `The server of the tool says: ${error.message.slice(0, 500)}`);
  if (error instanceof StreamableHTTPError && (error.code ?? 0) >= 400)
    return new MaestroError('http_4xx', `The server of the tool answered ${error.code ?? 0}.`);
  if (error instanceof Error && brokenOff.test(error.message))
    return new MaestroError('connection', 'The server of the tool broke off its answer.', { cause: error });
  return new MaestroError('tool-failed', 'The server does not speak the protocol as it should.', {
    cause: error,
  });
}

/** Whether a server no longer knows a session: 404, as the protocol has it, or 400 before it has taken anything, as many have it. */
export function isForgotten(error: unknown, taken: boolean): boolean {
  return error instanceof StreamableHTTPError && (error.code === 404 || (error.code === 400 && !taken));
}

/** What ended an exchange, as whoever stopped it says. */
export function stoppedBy({ reason }: AbortSignal): MaestroError {
  if (reason instanceof MaestroError) return reason;
  return new MaestroError('cancelled', 'The call was stopped.', { cause: reason });
}
