export { createSlotKeeper, SLOT_BATCH } from './keeper';
export type { KeeperOptions } from './leader';
export { readSchedule, type WrittenSchedule } from './schedules';
