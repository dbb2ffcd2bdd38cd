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
    appUrl ? checkDatabase(appUrl, 'maestro_app').catch(unreachable('DATABASE_APP_URL')) : [],
    engineUrl ? checkDatabase(engineUrl, 'maestro_engine').catch(unreachable('DATABASE_ENGINE_URL')) : [],
    assertNoEviction(redisUrl, warn).then(
      () => [],
      (error: Error) => [error.message],
    ),
  ]);
  const distinct = [...new Set(faults.flat())];
  if (distinct.length > 0) throw new BootFault(distinct);
}

function unreachable(variable: string): (error: unknown) => string[] {
  return (error) => [
    `the database of ${variable} cannot be used: ${error instanceof Error ? error.message : 'unknown'}`,
  ];
}
