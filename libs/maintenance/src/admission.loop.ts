import { createAdmission, type Engine } from '@maestro/engine';
import type { QueueMonitor } from '@maestro/queue';
import { createLoop, type Loop, type LoopSetting } from './loop';

/** While there is a backlog, it is looked at so often. */
const PACE_MS = 50;
/** Longer than a few rounds: whoever competes for a queue with a backlog queues up behind it. */
const MARK_MS = 1_000;

/** Lets what is over its share into the queues, tenants in turns. */
export function createAdmissionLoop(engine: Engine, monitor: QueueMonitor, setting: LoopSetting): Loop {
  const admission = createAdmission(engine);
  let backlog = false;
  const run = async () => {
    backlog = false;
    const round = await admission.round();
    backlog = round.backlog;
    await Promise.all(round.queues.map((queue) => monitor.markBacklog(queue, MARK_MS)));
    return round.admitted;
  };
  const again = () => (backlog ? PACE_MS : null);
  return createLoop({ name: 'admission', batch: Infinity, run, again }, setting);
}
