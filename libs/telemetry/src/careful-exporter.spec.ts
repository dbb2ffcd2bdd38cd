import { tracing } from '@opentelemetry/sdk-node';
import { createCarefulExporter } from './careful-exporter';

it('exports spans without queries, and without what looks like a secret', () => {
  const kept = new tracing.InMemorySpanExporter();
  const provider = new tracing.BasicTracerProvider({
    spanProcessors: [new tracing.SimpleSpanProcessor(createCarefulExporter(kept))],
  });
  const span = provider.getTracer('test').startSpan('GET', {
    attributes: {
      'http.url': 'https://maestro.test/api/auth/login?provider=local&invite=inv_abc',
      'http.target': '/api/auth/login?invite=inv_abc#x',
      'url.query': 'invite=inv_abc',
      'url.path': '/api/auth/login',
      'http.status_code': 302,
    },
  });
  span.recordException(new Error('refused: Bearer abcdefghijklmnop'));
  span.end();
  const [exported] = kept.getFinishedSpans();
  expect(exported?.attributes).toEqual({
    'http.url': 'https://maestro.test/api/auth/login',
    'http.target': '/api/auth/login',
    'url.path': '/api/auth/login',
    'http.status_code': 302,
  });
  expect(JSON.stringify(exported?.events)).not.toContain('abcdefghijklmnop');
});
