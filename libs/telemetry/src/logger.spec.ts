import * as fc from 'fast-check';
import { context, trace } from '@opentelemetry/api';
import { createLogger } from './logger';
import { redactText } from './redact';

const SECRET = 'correct-horse-battery';

function logged(write: (logger: ReturnType<typeof createLogger>) => void): Record<string, unknown>[] {
  const lines: string[] = [];
  write(
    createLogger({ service: 'test', level: 'debug', destination: { write: (line) => lines.push(line) } }),
  );
  return lines.map((line) => JSON.parse(line) as Record<string, unknown>);
}

describe('createLogger', () => {
  it('writes one JSON object per line with level, time and service', () => {
    const [line] = logged((logger) => logger.info({ run_id: 'run_1' }, 'started'));
    expect(line).toMatchObject({ level: 'info', service: 'test', run_id: 'run_1', msg: 'started' });
    expect(line?.time).toMatch(/^\d{4}-\d\d-\d\dT/);
  });

  it('writes nothing below its level', () => {
    expect(logged((logger) => logger.trace('quiet'))).toEqual([]);
  });

  it.each([
    'authorization',
    'Authorization',
    'password',
    'newPassword',
    'password_hash',
    'client_secret',
    'secrets',
    'token',
    'refresh_token',
    'api_key',
    'apiKey',
    'x-api-key',
    'private_key',
    'cookie',
    'set-cookie',
    'DATABASE_URL',
    'DATABASE_APP_URL',
    'REDIS_URL',
  ])('censors the field %s at any depth', (name) => {
    const lines = logged((logger) => {
      logger.info({ [name]: SECRET }, 'top');
      logger.info({ request: { headers: [{ [name]: [SECRET] }] } }, 'deep');
      logger.child({ [name]: SECRET }).info('bound to a child');
    });
    expect(lines).toHaveLength(3);
    expect(JSON.stringify(lines)).not.toContain(SECRET);
    expect(JSON.stringify(lines)).toContain('[redacted]');
  });

  it('keeps numbers and harmless fields whose names only resemble secrets', () => {
    const [line] = logged((logger) =>
      logger.info({ input_tokens: 12, token: 7, key: 'CVE-1', idempotency_key: 'k' }),
    );
    expect(line).toMatchObject({ input_tokens: 12, token: 7, key: 'CVE-1', idempotency_key: 'k' });
  });

  it('censors what errors carry, in their message, their cause and their own fields', () => {
    const error = Object.assign(new Error(`cannot reach postgres://app:${SECRET}@db:5432/x`), {
      config: { headers: { authorization: `Bearer ${SECRET}` } },
      cause: new Error(`redis://:${SECRET}@cache failed`),
    });
    const lines = logged((logger) => {
      logger.error(error, 'as the first argument');
      logger.error({ err: error }, 'as a field');
      logger.error({ error }, `in the text: postgres://app:${SECRET}@db`);
    });
    expect(lines).toHaveLength(3);
    expect(JSON.stringify(lines)).not.toContain(SECRET);
    expect(lines[0]).toMatchObject({
      err: { type: 'Error', config: { headers: { authorization: '[redacted]' } } },
    });
  });

  it('survives circles and what has a form of its own', () => {
    const circle: Record<string, unknown> = { at: new Date(0) };
    circle.self = circle;
    const [line] = logged((logger) => logger.info({ circle }, 'round'));
    expect(line).toMatchObject({ msg: 'round', circle: { at: '1970-01-01T00:00:00.000Z' } });
  });

  it('carries the ids of the active span', () => {
    const spanContext = {
      traceId: '0af7651916cd43dd8448eb211c80319c',
      spanId: 'b7ad6b7169203331',
      traceFlags: 1,
    };
    const span = trace.wrapSpanContext(spanContext);
    // No context manager is registered in this process, so the span is made active by hand.
    const active = jest.spyOn(context, 'active').mockReturnValue(trace.setSpan(context.active(), span));
    const [line] = logged((logger) => logger.info('inside'));
    active.mockRestore();
    const [outside] = logged((logger) => logger.info('outside'));
    expect(line).toMatchObject({ trace_id: spanContext.traceId, span_id: spanContext.spanId });
    expect(outside).not.toHaveProperty('trace_id');
  });
});

describe('redactText', () => {
  it('censors passwords in URLs, keys of the API and credentials of HTTP', () => {
    expect(redactText('postgresql://u:p%40ss@h/db?x=1')).toBe('postgresql://[redacted]@h/db?x=1');
    expect(redactText('mst_local_abc123_s3cr3t_-x tried')).toBe('mst_local_abc123_[redacted] tried');
    expect(redactText('Authorization: Bearer abcdefgh.ijk')).toBe('Authorization: Bearer [redacted]');
  });

  it('leaves text without secrets as it is', () => {
    const harmless = fc.string().filter((value) => !/:\/\/|mst_|Bearer|Basic/i.test(value));
    fc.assert(fc.property(harmless, (value) => redactText(value) === value));
    expect(redactText('http://host:8080/a@b')).toBe('http://host:8080/a@b');
  });
});
