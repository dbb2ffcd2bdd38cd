export { createSlotKeeper, SLOT_BATCH } from './keeper';
export type { KeeperOptions } from './leader';
export { readSchedule, type WrittenSchedule } from './schedules';
export { backfill, MAX_BACKFILL, type Backfill, type BackfillRequest } from './backfill';
export { previewTimes, sayOf, type Frozen, type PreviewedTime } from './preview';
export { settleBefore } from './settle-before';
