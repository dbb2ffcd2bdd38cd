import type { ServiceProcess } from '@maestro/testing';
import type { Ground, Kind } from '../ground';
import type { PlannedFault } from '../schedule';
import { pause } from '../time';
import type { Fault } from './fault';

/** Lease of the test profile: a process frozen for twice as long has lost whatever it held. */
const LEASE_MS = 2_000;

const victim = (ground: Ground, kind: Kind, { pick }: PlannedFault): ServiceProcess | undefined => {
  const candidates = ground.living(kind).filter((service) => !ground.isFrozen(service));
  return candidates[Math.floor(pick * candidates.length)];
};

const killed = (kind: Kind): Fault => ({
  name: `kill-${kind}`,
  lane: 'processes',
  act: async (ground, planned) => {
    const service = victim(ground, kind, planned);
    if (!service) return;
    ground.expectEnd(service);
    service.kill('SIGKILL');
    await service.exited;
    await ground.replace(kind, service);
  },
});

const frozen = (kind: Kind): Fault => ({
  name: `freeze-${kind}`,
  lane: 'processes',
  act: async (ground, planned) => {
    const service = victim(ground, kind, planned);
    if (!service) return;
    ground.freeze(service);
    await pause(2 * LEASE_MS);
    ground.thaw(service);
  },
});

/** As a deployment does: it may finish what it does, and has to end by itself. */
const told: Fault = {
  name: 'stop-worker',
  lane: 'processes',
  act: async (ground, planned) => {
    const service = victim(ground, 'worker', planned);
    if (!service) return;
    ground.expectEnd(service);
    service.kill('SIGTERM');
    const late = pause(20_000).then(() => 'late' as const);
    if ((await Promise.race([service.exited, late])) === 'late') {
      ground.falls.push({ name: `${service.name} did not end within 20 s of SIGTERM`, code: null, signal: null, output: service.output().slice(-4_000) }); // prettier-ignore
      service.kill('SIGKILL');
    }
    await ground.replace('worker', service);
  },
};

export const processFaults: readonly Fault[] = [
  killed('worker'),
  killed('scheduler'),
  killed('api'),
  frozen('worker'),
  frozen('scheduler'),
  told,
];
