import { Inject, Injectable } from '@nestjs/common';
import { wakeHolds } from '@maestro/engine';
import { FREEZE_GATE } from '@maestro/governance';
import { CONNECTIONS, type Connections } from '../connections';

/** Runs that freeze windows hold back. */
@Injectable()
export class FrozenStarts {
  constructor(@Inject(CONNECTIONS) private readonly connections: Connections) {}

  /**
   * Has those of a tenant looked at again after its windows have changed. Nobody waits for it: each is looked at again every
   * few minutes anyway.
   */
  reconsider(tenantId: string): void {
    const { engine, freeze } = this.connections;
    freeze.expire(tenantId);
    wakeHolds(engine, { tenantId, gate: FREEZE_GATE }).catch((error: unknown) =>
      engine.onError(error, 'looking at held runs again'),
    );
  }
}
