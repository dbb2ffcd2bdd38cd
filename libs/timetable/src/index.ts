export { readIcal, type ReadOptions } from './ical/read-ical';
export { MAX_DATES, type CalendarEvent } from './ical/read-event';
export { DAY_MS, readTime, writeTime, type LocalTime, type ReadTime } from './local-time';
export { readRule, type Rule } from './rule';
export { RecurringWindow, type Occurrence, type WindowTimes } from './recurring-window';
export { parseCron, type CronClock } from './schedule/cron';
export { firingsAfter, type DstPolicy, type Firing, type WallSchedule } from './schedule/firings';
export { instantAt, isZone, localAt } from './zone';
