import { randomBytes } from 'node:crypto';
import { STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';
import type { ConnectionError } from 'fastify';
import { MaestroError } from '@maestro/problems';
import { PROBLEM_TYPE } from './send-problem';

/** How long a client whose bytes were no HTTP may take to read why. */
const LINGER_MS = 1_000;

/** Answers on the bare socket, where the parser gave up before there was a request to answer to. */
export function answerClientError(error: ConnectionError, socket: Duplex): void {
  if (error.code === 'ECONNRESET' || !socket.writable) socket.destroy();
  else endWithProblem(socket, problemOfClientError(error));
}

export function endWithProblem(socket: Duplex, error: MaestroError): void {
  if (socket.writableEnded) return;
  const body = JSON.stringify(error.toProblem({ traceId: randomBytes(16).toString('hex') }));
  const head = [
    `HTTP/1.1 ${error.status} ${STATUS_CODES[error.status] ?? 'Error'}`,
    `Content-Type: ${PROBLEM_TYPE}`,
    `Content-Length: ${Buffer.byteLength(body)}`,
    'X-Content-Type-Options: nosniff',
    ...Object.entries(error.headers).map(([name, value]) => `${name}: ${value}`),
    'Connection: close',
  ];
  socket.end(`${head.join('\r\n')}\r\n\r\n${body}`);
  // Destroyed at once, unread bytes would turn into a reset that takes the answer with it.
  setTimeout(() => socket.destroy(), LINGER_MS).unref();
}

function problemOfClientError({ code, rawPacket }: ConnectionError): MaestroError {
  if (code === 'ERR_HTTP_REQUEST_TIMEOUT') {
    return new MaestroError('request-timeout', 'The request took too long to arrive.');
  }
  if (code !== 'HPE_HEADER_OVERFLOW')
    return new MaestroError('bad-request', 'The request is not valid HTTP.');
  const packet: unknown = rawPacket;
  return Buffer.isBuffer(packet) && !packet.includes('\n')
    ? new MaestroError('uri-too-long', 'The address is too long.')
    : new MaestroError('headers-too-large', 'The request headers are too large.');
}
