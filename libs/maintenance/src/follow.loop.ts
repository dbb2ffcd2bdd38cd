import type { FeedFollower } from '@maestro/engine';
import { createLoop, type Loop, type LoopSetting } from './loop';

/** What tells others what happens to runs. */
export type Following = FeedFollower;

/** How soon it looks again where older transactions hold something back. */
const UNSETTLED_MS = 100;

/** Rounds begin no sooner after each other, unless a page was full: while much happens, one round tells of much. */
const PACE_MS = 200;
/** Where nobody waited for what happened. */
const IDLE_PACE_MS = 500;

/** Follows the feed under the term as fence. It is woken by announcements; the beat finds what they did not tell. */
export function createFollowLoop(follower: Following, setting: LoopSetting): Loop {
  const { batch } = follower;
  let soonest = -Infinity;
  let next: number | null = null;
  const run = async (term: Parameters<Following['round']>[0]) => {
    const now = setting.clock.now();
    next = soonest - now;
    if (next > 0) return 0;
    const { looked, unsettled, told } = await follower.round(term);
    soonest = looked < batch ? now + (told || looked === 0 ? PACE_MS : IDLE_PACE_MS) : now;
    next = unsettled ? UNSETTLED_MS : null;
    // What was told may have to be delivered.
    if (told) setting.tick.wake('webhooks');
    return looked;
  };
  return createLoop({ name: 'follow', batch, run, again: () => next }, setting);
}
