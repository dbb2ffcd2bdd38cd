import { createExportVerifier, type Verdict } from '@maestro/evidence';
import { findPrunedRuns, type TenantDatabase } from '@maestro/persistence';
import { exportChain, type ExportRequest } from './export-chain';

/** Checks a tenant's chain as it lies in the database, in the way in which an export of it is checked. */
export async function verifyChain(tenants: TenantDatabase, request: ExportRequest): Promise<Verdict> {
  const pruned = new Set<string>();
  const verifier = createExportVerifier({ isPruned: (run) => pruned.has(run) });
  for await (const line of exportChain(tenants, request)) if (!verifier.take(line)) break;
  // What was pruned a moment ago, or after the last record that was asked for, is told of behind it.
  const missing = verifier.missingRuns();
  if (missing.length > 0) {
    const found = await tenants.withTenant(request.tenantId, (tx) => findPrunedRuns(tx, missing));
    found.forEach((run) => pruned.add(run));
  }
  return verifier.end();
}
