import { MaestroError } from '@maestro/problems';

const maxHeaders = 100;
const maxHeaderBytes = 16 * 1024;

/**
 * Headers that describe the connection or the framing. Who sets them can make two servers disagree on where
 * a request ends or for whom it is.
 */
const reserved = new Set([
  'connection',
  'content-length',
  'expect',
  'host',
  'http2-settings',
  'keep-alive',
  'proxy-authorization',
  'proxy-connection',
  'te',
  'trailer',
  'transfer-encoding',
  'upgrade',
]);

const token = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+$/;
const fieldValue = /^[\t\x20-\x7e\x80-\xff]*$/;

/**
 * Checks the headers of a request and lower-cases their names. Throws `invalid-header`, with a pointer to
 * each that is not acceptable.
 */
export function checkHeaders(headers: Readonly<Record<string, string>>): Record<string, string> {
  const names = Object.keys(headers);
  const checked = new Map<string, string>();
  const faults = names.flatMap((name) => {
    const fault = checked.has(name.toLowerCase()) ? 'is given twice' : faultOf(name, headers[name] ?? '');
    if (fault === null) checked.set(name.toLowerCase(), headers[name] ?? '');
    return fault === null
      ? []
      : [{ pointer: pointerTo(name), code: 'invalid-header' as const, message: `The header ${fault}.` }];
  });
  const bytes = names.reduce((sum, name) => sum + name.length + (headers[name] ?? '').length, 0);
  if (faults.length > 0)
    throw new MaestroError('invalid-header', 'A request header is not acceptable.', { errors: faults });
  if (names.length > maxHeaders || bytes > maxHeaderBytes)
    throw new MaestroError(
      'invalid-header',
      `At most ${maxHeaders} headers of ${maxHeaderBytes} bytes together are allowed.`,
    );
  return Object.fromEntries(checked);
}

function faultOf(name: string, value: string): string | null {
  if (!token.test(name)) return 'has a name with characters that are not allowed';
  if (reserved.has(name.toLowerCase())) return 'is set by the client itself';
  if (!fieldValue.test(value)) return 'has a value with control characters or characters outside Latin-1';
  return null;
}

function pointerTo(name: string): string {
  return `/headers/${name.replace(/~/g, '~0').replace(/\//g, '~1')}`;
}
