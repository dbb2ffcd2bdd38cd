import { eventually, install, type Installation, type InstallOptions } from '@maestro/testing';

/** An installation of its own. On a busy machine it may take longer than is waited for one service. */
export function patientInstall(options: InstallOptions): Promise<Installation> {
  return eventually(() => install(options), {
    timeoutMs: 180_000,
    what: 'The installation',
  }) as Promise<Installation>;
}
