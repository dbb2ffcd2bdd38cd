import { checkDatabase } from '@maestro/persistence';
import { assertNoEviction } from '@maestro/queue';
import { BootFault } from './run-service';

export interface Surroundings {
  /** Address of the application role, where the service uses it. */
  appUrl?: string;
  engineUrl?: string;
  redisUrl: string;
  warn: (line: string) => void;
}

/**
 * A service whose database would let it see what it must not, or whose Redis forgets, does not start.
 *
 * @throws BootFault with a line for each fault
 */
export async function refuseUnsafe({ appUrl, engineUrl, redisUrl, warn }: Surroundings): Promise<void> {
  const faults = await Promise.all([
    appUrl ? checkDatabase(appUrl, 'maestro_app').catch(unreachable('Postgres')) : [],
    engineUrl ? checkDatabase(engineUrl, 'maestro_engine').catch(unreachable('Postgres')) : [],
    assertNoEviction(redisUrl, warn).then(
      () => [],
      (error: Error) => [error.message],
    ),
  ]);
  const distinct = [...new Set(faults.flat())];
  if (distinct.length > 0) throw new BootFault(distinct);
}

function unreachable(what: string): (error: Error) => string[] {
  return (error) => [`${what} cannot be used: ${error.message}`];
}
