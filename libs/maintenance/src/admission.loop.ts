import { createAdmission, type Engine } from '@maestro/engine';
import type { QueueMonitor } from '@maestro/queue';
import { createLoop, type Loop, type LoopSetting } from './loop';

/** While there is a backlog, it is looked at so often. */
const PACE_MS = 50;
/** Longer than a few rounds: what is new of a tenant with a backlog queues up behind that, where tenants compete. */
const MARK_MS = 1_000;

/** Lets what is over the window of its tenant into the queues. */
export function createAdmissionLoop(engine: Engine, monitor: QueueMonitor, setting: LoopSetting): Loop {
  const admission = createAdmission(engine);
  let backlog = false;
  const run = async () => {
    backlog = false;
    const round = await admission.round();
    backlog = round.backlog;
    await Promise.all(
      [...round.queues].map(([queue, tenants]) => monitor.markBacklog(queue, tenants, MARK_MS)),
    );
    return round.admitted;
  };
  const again = () => (backlog ? PACE_MS : null);
  return createLoop({ name: 'admission', batch: Infinity, run, again }, setting);
}
