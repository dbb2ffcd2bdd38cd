import { MaestroError } from '@maestro/problems';
import type { Readiness, ReadinessReport } from './readiness';

/** The answer of `/readyz`: the report, or a problem where the service should be sent no work. */
export async function readinessAnswer(readiness: Readiness): Promise<ReadinessReport> {
  const report = await readiness.report();
  if (report.status === 'ok' || report.status === 'degraded') return report;
  const failed = Object.keys(report.checks).filter((name) => report.checks[name] === 'failed');
  const reason = failed.length > 0 ? `it cannot reach ${failed.join(', ')}` : 'it is stopping';
  throw new MaestroError('service-unavailable', `The service takes no work: ${reason}.`, { retryAfter: 1 });
}
