import { tickScheduler, type Engine, type LeaderLease } from '@maestro/engine';
import { systemClock, type Clock, type Term } from '@maestro/leadership';
import type { QueueMonitor } from '@maestro/queue';
import { createAdmissionLoop } from './admission.loop';
import { createAnchorLoop, type Anchoring } from './anchor.loop';
import { createAttestLoop, type Attesting } from './attest.loop';
import { createFiringLoop, type Firing } from './firing.loop';
import { createHeldBackLoop, type HearHeldBack } from './held-back.loop';
import type { Loop } from './loop';
import { createCacheLoop } from './cache.loop';
import { createFollowLoop, type Following } from './follow.loop';
import { createPruneLoop, type RetentionDays } from './prune.loop';
import { createRefillLoop } from './refill.loop';
import { createRequestLoop } from './request.loop';
import { createRescueLoop } from './rescue.loop';
import { createSealLoop, type Sealing } from './seal.loop';
import { createSlotLoop, type SlotKeeping } from './slot.loop';
import { createSweepLoop } from './sweep.loop';
import { createTick } from './tick';
import { createTimerLoop } from './timer.loop';
import { createWebhookLoop, type Delivering } from './webhook.loop';

/** All background work of a leader. */
export interface Maintenance {
  readonly loops: readonly Loop[];
  /** Works until the term ends: once at the start, then whenever a beat says that there is work. */
  start(term: Term): void;
  /** Prolongs the leader's lease and wakes the loops that have work. False where the term is over. */
  beat(lease: LeaderLease): Promise<boolean>;
  /** Wakes the loop of that name now, where it runs under a term. */
  wake(loop: string): void;
  /** Resolves when nothing is under way any more. Idempotent. */
  stop(): Promise<void>;
}

export interface MaintenanceOptions {
  engine: Engine;
  monitor: QueueMonitor;
  /** How often there is a beat. */
  tickMs: number;
  /** What is older is forgotten; nothing is by default. */
  retention?: RetentionDays;
  /** Chains the audit trail; nothing does, and by default, where it is left out. */
  sealing?: Sealing;
  /** Sign heads of that chain, and state what ended runs were. */
  anchoring?: Anchoring;
  attesting?: Attesting;
  /** Plays what orchestras have on their schedules. */
  slots?: SlotKeeping;
  /** Tells others what happens to runs. */
  following?: Following;
  /** Begins what triggers begin. */
  firing?: Firing;
  /** Hears now and then how long events have been held back by an old transaction of the server, in seconds. */
  onHeldBack?: HearHeldBack;
  /** Delivers to webhooks. */
  delivering?: Delivering;
  clock?: Clock;
  onError: (error: unknown, loop: string) => void;
  /** Hears of a loop whose work does not end in time. */
  onStuck?: (loop: string) => void;
}

export function createMaintenance(options: MaintenanceOptions): Maintenance {
  const { engine, monitor, tickMs, clock = systemClock, onError, onStuck } = options;
  const { retention = { runs: 0, events: 0 } } = options;
  const { sealing, anchoring, attesting, slots, following, firing, delivering, onHeldBack } = options;
  const tick = createTick(tickMs, clock);
  const setting = { clock, onError, onStuck, tick };
  const loops = [
    createTimerLoop(engine, setting),
    createRescueLoop(engine, setting),
    createRefillLoop(engine, monitor, setting),
    createSweepLoop(engine, setting),
    createCacheLoop(engine, setting),
    createRequestLoop(engine, setting),
    createAdmissionLoop(engine, monitor, setting),
    createPruneLoop(engine, retention, setting),
    ...(slots ? [createSlotLoop(slots, setting)] : []),
    ...(following ? [createFollowLoop(following, setting)] : []),
    ...(firing ? [createFiringLoop(firing, setting)] : []),
    ...(onHeldBack ? [createHeldBackLoop(engine, onHeldBack, setting)] : []),
    ...(delivering ? [createWebhookLoop(delivering, setting)] : []),
    ...(sealing ? [createSealLoop(sealing, setting)] : []),
    ...(anchoring ? [createAnchorLoop(anchoring, setting)] : []),
    ...(attesting ? [createAttestLoop(attesting, setting)] : []),
  ];
  return {
    loops,
    start: (term) => loops.forEach((loop) => loop.start(term)),
    beat: async (lease) => {
      const due = await tickScheduler(engine, lease);
      if (due) tick.tell(due);
      return due !== null;
    },
    wake: (loop) => tick.wake(loop),
    stop: async () => {
      await Promise.all(loops.map((loop) => loop.stop()));
    },
  };
}
