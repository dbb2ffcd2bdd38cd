import { parseId } from '@maestro/persistence';
import { MaestroError } from '@maestro/problems';

/** A principal knows one tenant, its own; another's id is as unknown as one that never was. */
export function checkOwn(tenantId: string, id: string): void {
  if (parseId('ten', id) !== tenantId) throw new MaestroError('not-found', 'There is no such tenant.');
}
