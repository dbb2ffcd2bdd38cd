import { heldBackSeconds, type Engine } from '@maestro/engine';
import { createLoop, type Loop, type LoopSetting } from './loop';

/** What is told how long events have been held back by an old transaction. */
export type HearHeldBack = (seconds: number) => void;

/** It is no matter of seconds: an alarm that follows it waits for minutes. */
const EVERY_MS = 10_000;

/** Looks now and then whether an old transaction of the server holds back those who follow what happens. */
export function createHeldBackLoop(engine: Engine, hear: HearHeldBack, setting: LoopSetting): Loop {
  let lookedAt = -Infinity;
  const run = async () => {
    const now = setting.clock.now();
    if (now - lookedAt < EVERY_MS) return 0;
    lookedAt = now;
    hear(await heldBackSeconds(engine));
    return 0;
  };
  return createLoop({ name: 'held-back', batch: Infinity, run }, setting);
}
