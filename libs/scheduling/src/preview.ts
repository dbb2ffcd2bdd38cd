import type { SlotRow } from '@maestro/persistence';
import {
  deadlineOf,
  dueAt,
  timesAfter,
  type Occurrence,
  type Schedule,
  type TimeNote,
} from '@maestro/timetable';

/** A time that a schedule names, and what becomes of it. */
export interface PreviewedTime {
  /** The slot: when it would be, where it is left out. */
  at: Date;
  /** When it begins, jitter included. */
  begins: Date;
  /** By when it is to be over. */
  deadline: Date | null;
  /** What the clock of the zone is asked to show, without a zone; null for an interval. */
  local: string | null;
  fires: boolean;
  note: TimeNote | FreezeNote | null;
  why: string | null;
}

type FreezeNote = 'frozen' | 'deferred' | 'needs-approval';

/** A freeze window that is open for the runs of the orchestra. */
export interface Frozen extends Occurrence {
  name: string;
  effect: 'block' | 'defer' | 'require-approval';
}

const sentences: Readonly<Record<TimeNote, string>> = {
  'shifted-out-of-gap': 'The clock leaves this time out: it fires when the gap ends.',
  'in-gap': 'The clock leaves this time out, and so does the schedule (dst.gap: skip).',
  'first-of-two': 'The clock shows this time twice: this is the first.',
  'second-of-two': 'The clock shows this time twice: this is the second.',
  'before-start': 'The schedule has not begun.',
  'after-end': 'The schedule has ended.',
  excluded: 'A window of calendars.exclude is open.',
  'not-included': 'No window of calendars.include is open.',
};
const effects = {
  block: { note: 'frozen', fires: false, says: 'refuses' },
  defer: { note: 'deferred', fires: true, says: 'holds back' },
  'require-approval': { note: 'needs-approval', fires: true, says: 'has people agree to' },
} as const;

/** Times that are looked through at most: a calendar may leave out very many in a row. */
const MAX_TIMES = 5_000;

/** The next times of a schedule, each with what becomes of it. `count` of them that fire, and what lies between. */
export function previewTimes(
  schedule: Schedule,
  { orchestra, after, count, frozen }: { orchestra: string; after: number; count: number; frozen: Frozens },
): PreviewedTime[] {
  const found: PreviewedTime[] = [];
  let [looked, fired] = [0, 0];
  for (const { at, local, fires, note } of timesAfter(schedule, after)) {
    const begins = dueAt(schedule, orchestra, at);
    const freeze = fires ? strictest(frozen(begins)) : null;
    const effect = freeze && effects[freeze.effect];
    const firing = effect ? effect.fires : fires;
    const why = note && sentences[note];
    // So many that are left out in a row tell no more than some of them.
    if (firing || found.length < 2 * count)
      found.push({
        deadline: dateOf(deadlineOf(schedule, at)),
        ...{ at: new Date(at), begins: new Date(begins), fires: firing, note: effect?.note ?? note },
        local: local === null ? null : new Date(local).toISOString().slice(0, 19),
        why: freeze && effect ? `The freeze window "${freeze.name}" ${effect.says} it.` : why,
      });
    if (firing) fired += 1;
    looked += 1;
    if (fired >= count || looked >= MAX_TIMES) break;
  }
  return found;
}

function dateOf(instant: number | null): Date | null {
  return instant === null ? null : new Date(instant);
}

/** The windows that are open at an instant. */
export type Frozens = (instant: number) => readonly Frozen[];

const strictness = { block: 3, 'require-approval': 2, defer: 1 } as const;

function strictest(frozen: readonly Frozen[]): Frozen | null {
  return [...frozen].sort((a, b) => strictness[b.effect] - strictness[a.effect])[0] ?? null;
}

/** In words, what became of a slot that is past. */
export function sayOf({ deadline, ...slot }: Past): string | null {
  const what = whatOf(slot);
  if (deadline !== 'missed') return what;
  return [what, 'It was not over by its deadline.'].filter((sentence) => sentence !== null).join(' ');
}

type Past = Pick<SlotRow, 'status' | 'reason' | 'detail' | 'deadline'>;

function whatOf({ status, reason, detail }: Omit<Past, 'deadline'>): string | null {
  if (status === 'due') return 'It is about to begin.';
  if (status === 'waiting') return 'It waits until another run has ended.';
  if (status === 'fired') return null;
  return past[reason ?? ''] ?? detail;
}

const past: Readonly<Record<string, string>> = {
  misfire: 'Nobody looked at it in time, and the misfire policy leaves it out.',
  overlap: 'A run was still open, and the overlap policy leaves it out.',
  disabled: 'The orchestra was switched off.',
  'no-version': 'Its score has no published version.',
  'invalid-schedule': 'Its schedule could not be read.',
};
