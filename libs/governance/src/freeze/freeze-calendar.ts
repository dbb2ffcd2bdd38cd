import { statement, type EngineDatabase, type FreezeWindowFields } from '@maestro/persistence';
import { compileTimes, type Occurrence, type RecurringWindow, type WrittenTimes } from '@maestro/timetable';
import { BoundedMap } from '../bounded-map';
import { isInScope, type ScopedRun } from './freeze-scope';

const calendarStatement = statement('freeze_calendar');

/** A change takes effect within so long, in every process. */
const FRESH_MS = 1_000;
const MAX_TENANTS = 1_000;

type StoredWindow = Omit<FreezeWindowFields, 'enabled'> & { id: string; revision: string };

export interface FrozenWindow extends StoredWindow {
  times: RecurringWindow;
}

/** A window that stands in the way of a run, and the time for which it does. */
export interface InForce {
  window: FrozenWindow;
  occurrence: Occurrence;
}

/** The windows of a tenant as they were a moment ago. */
export interface FreezeCalendar {
  /** The instant of the database at which it is asked. */
  now(): number;
  /** Whether a window is about templates by their names. */
  namesTemplates: boolean;
  /** The windows that are open now and are about a run. */
  inForce(run: ScopedRun): InForce[];
}

interface CalendarRow {
  now_ms: number;
  env: string | null;
  stamp: string;
  windows: (Omit<StoredWindow, 'calendar'> & { calendar: WrittenTimes })[] | null;
}

interface Held {
  readAt: number;
  aheadMs: number;
  env: string;
  stamp: string;
  windows: ReadonlyMap<string, FrozenWindow>;
}

export interface FreezeCalendars {
  of(tenantId: string): Promise<FreezeCalendar>;
  /** Reads those of a tenant again when they are next asked for. */
  expire(tenantId: string): void;
}

/** Reads the calendars of tenants, each at most once a second and only while its runs are started. */
export function createFreezeCalendars(database: EngineDatabase): FreezeCalendars {
  const held = new BoundedMap<string, Held>(MAX_TENANTS);
  const reading = new Map<string, Promise<Held>>();
  return {
    of: async (tenantId) => {
      const known = held.get(tenantId);
      if (known && performance.now() - known.readAt < FRESH_MS) return calendarOf(known);
      let read = reading.get(tenantId);
      if (!read) {
        read = readCalendar(database, tenantId, known).finally(() => reading.delete(tenantId));
        reading.set(tenantId, read);
      }
      const fresh = await read;
      held.set(tenantId, fresh);
      return calendarOf(fresh);
    },
    expire: (tenantId) => {
      reading.delete(tenantId);
      const known = held.get(tenantId);
      if (known) held.set(tenantId, { ...known, readAt: -Infinity });
    },
  };
}

async function readCalendar(
  database: EngineDatabase,
  tenantId: string,
  known: Held | undefined,
): Promise<Held> {
  const readAt = performance.now();
  const parameters = [tenantId, known?.stamp ?? ''];
  const [row] = await database.query<CalendarRow & Record<string, unknown>>(calendarStatement, parameters);
  if (!row) throw new Error('the freeze windows cannot be read');
  const windows = row.windows === null && known ? known.windows : compileAll(row.windows ?? [], known);
  const { now_ms: now, env, stamp } = row;
  return { readAt, aheadMs: now - readAt, env: env ?? '', stamp, windows };
}

/** What has not changed is kept, with what it has worked out. */
function compileAll(
  windows: NonNullable<CalendarRow['windows']>,
  known: Held | undefined,
): Map<string, FrozenWindow> {
  return new Map(
    windows.map((window) => {
      const before = known?.windows.get(window.id);
      const same = before?.revision === window.revision;
      return [window.id, same ? before : { ...window, times: compileTimes(window.calendar) }];
    }),
  );
}

function calendarOf({ aheadMs, env, windows }: Held): FreezeCalendar {
  const now = () => performance.now() + aheadMs;
  return {
    now,
    namesTemplates: [...windows.values()].some(({ scope }) => (scope.templates?.length ?? 0) > 0),
    inForce: (run) => {
      const instant = now();
      const found: InForce[] = [];
      for (const window of windows.values()) {
        const occurrence = window.times.openAt(instant);
        if (occurrence && isInScope(window.scope, run, env)) found.push({ window, occurrence });
      }
      return found;
    },
  };
}
