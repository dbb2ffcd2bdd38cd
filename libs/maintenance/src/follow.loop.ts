import type { FeedFollower } from '@maestro/engine';
import { createLoop, type Loop, type LoopSetting } from './loop';

/** What tells others what happens to runs. */
export type Following = FeedFollower;

/** How soon it looks again where older transactions hold something back. */
const UNSETTLED_MS = 100;

/** Follows the feed under the term as fence. It is woken by announcements; the beat finds what they did not tell. */
export function createFollowLoop(follower: Following, setting: LoopSetting): Loop {
  let unsettled = false;
  const run = async (term: Parameters<Following['round']>[0]) => {
    unsettled = false;
    const followed = await follower.round(term);
    unsettled = followed.unsettled;
    // What was told may have to be delivered.
    if (followed.looked > 0) setting.tick.wake('webhooks');
    return followed.looked;
  };
  const again = () => (unsettled ? UNSETTLED_MS : null);
  return createLoop({ name: 'follow', batch: follower.batch, run, again }, setting);
}
