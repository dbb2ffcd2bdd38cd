import { parseCron, type CronClock } from './cron';
import { firingsAfter, nextFiring, type DstPolicy } from './firings';

/**
 * An independent oracle: it asks Intl what the clock shows at each minute, and knows the rule alone. A sample of zones and years,
 * or with `TIMETABLE_ORACLE=all` every zone and every change of its clock from 2000 to 2037; `1/2` and `2/2` are the halves of
 * that, for two processes.
 */
const dose = process.env.TIMETABLE_ORACLE ?? '';
const everything = dose !== '';
const [share = 1, shares = 1] = /^\d+\/\d+$/.test(dose) ? dose.split('/').map(Number) : [];
const zones = everything
  ? Intl.supportedValuesOf('timeZone').filter((_, i) => i % shares === share - 1)
  : ['Europe/Berlin', 'Australia/Lord_Howe', 'America/Havana', 'Pacific/Apia', 'Asia/Kathmandu'];
const years = everything ? { from: 2000, to: 2038 } : { from: 2011, to: 2012 };

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const AROUND = 26 * HOUR;

/** Minutes and hours, written out; or a step of either. */
interface Cron {
  text: string;
  minutes: readonly number[];
  hours: readonly number[] | null;
  fixed: boolean;
}

const crons: readonly Cron[] = [
  { text: '30 2 * * *', minutes: [30], hours: [2], fixed: true },
  { text: '0,15,45 0,1,2,3 * * *', minutes: [0, 15, 45], hours: [0, 1, 2, 3], fixed: true },
  { text: '59 23 * * *', minutes: [59], hours: [23], fixed: true },
  { text: '5 12 * * *', minutes: [5], hours: [12], fixed: true },
  { text: '*/20 * * * *', minutes: [0, 20, 40], hours: null, fixed: false },
  { text: '30 */2 * * *', minutes: [30], hours: Array.from({ length: 12 }, (_, i) => 2 * i), fixed: false },
];
const policies: DstPolicy[] = [
  { gap: 'shift', overlap: 'first' },
  { gap: 'skip', overlap: 'last' },
  { gap: 'shift', overlap: 'both' },
];

/** What the clock shows at each minute: minutes since 1970, as if it were UTC. */
function scan(zone: string, from: number, to: number): { at: number; shown: number }[] {
  const format = new Intl.DateTimeFormat('en-US', {
    ...{ timeZone: zone, hourCycle: 'h23', year: 'numeric', month: 'numeric', day: 'numeric' },
    ...{ hour: 'numeric', minute: 'numeric' },
  });
  const found = [];
  for (let at = from; at <= to; at += MINUTE) found.push({ at, shown: shownBy(format, at) });
  return found;
}

function shownBy(format: Intl.DateTimeFormat, at: number): number {
  const [month, day, year, hour, minute] = format.format(at).match(/\d+/g)?.map(Number) as number[];
  return (
    Date.UTC(year as number, (month as number) - 1, day as number, hour as number, minute as number) / MINUTE
  );
}

/** Hours in which the clock is changed. */
function changes(zone: string): number[] {
  const format = new Intl.DateTimeFormat('en-US', { timeZone: zone, timeZoneName: 'longOffset' });
  const offset = (at: number) => format.format(at).split('GMT')[1];
  const found = [];
  const until = Date.UTC(years.to, 0, 1);
  for (let at = Date.UTC(years.from, 0, 1); at < until; at += 24 * HOUR)
    if (offset(at) !== offset(at + 24 * HOUR)) found.push(at + 12 * HOUR);
  return found;
}

/** Daily crons at the edges of what the clock jumps over or shows twice, and in the midst of it. */
function cronsAround(seen: readonly { shown: number }[]): Cron[] {
  const times = new Set<number>();
  seen.forEach(({ shown }, i) => {
    const before = seen[i - 1]?.shown ?? shown - 1;
    if (shown === before + 1) return;
    const [low, high] = [Math.min(before + 1, shown), Math.max(before + 1, shown)];
    for (const at of [low - 1, low, Math.floor((low + high) / 2), high - 1, high]) times.add(at % 1_440);
  });
  return [...times].map((time) => {
    const [hour, minute] = [Math.floor(time / 60), time % 60];
    return { text: `${minute} ${hour} * * *`, minutes: [minute], hours: [hour], fixed: true };
  });
}

function expected(
  seen: readonly { at: number; shown: number }[],
  cron: Cron,
  policy: DstPolicy,
): Set<number> {
  const names = (shown: number) =>
    cron.minutes.includes(shown % 60) && (cron.hours?.includes(Math.floor(shown / 60) % 24) ?? true);
  const times = new Map<number, number[]>();
  for (const { at, shown } of seen) if (names(shown)) times.set(shown, [...(times.get(shown) ?? []), at]);
  const fires = new Set<number>();
  for (const instants of times.values()) {
    const [first, last] = [instants[0] as number, instants.at(-1) as number];
    if (!cron.fixed || policy.overlap === 'both') for (const at of instants) fires.add(at);
    else fires.add(policy.overlap === 'first' ? first : last);
  }
  if (cron.fixed && policy.gap === 'shift')
    seen.forEach(({ at, shown }, i) => {
      const before = seen[i - 1]?.shown ?? shown;
      for (let left = before + 1; left < shown; left += 1) if (names(left)) fires.add(at);
    });
  return fires;
}

/** As the product reads it; what follows on a time of the clock is asked once, since zones that are changed together ask the same. */
function remembering(text: string): CronClock {
  const known = clocks.get(text);
  if (known) return known;
  const clock = parseCron(text);
  const answers = new Map<number, number | null>();
  const next = (after: number) => {
    let found = answers.get(after);
    if (found === undefined) {
      found = clock.next(after);
      if (answers.size >= 200_000) answers.clear();
      answers.set(after, found);
    }
    return found;
  };
  const remembered = { ...clock, next };
  clocks.set(text, remembered);
  return remembered;
}

const clocks = new Map<string, CronClock>();
const known = zones.map((zone) => ({ zone, around: changes(zone) }));

it('has changes of clocks to look at', () => {
  expect(known.reduce((sum, { around }) => sum + around.length, 0)).toBeGreaterThan(5);
});

it.each(known)(
  'fires in $zone as one finds by looking at the clock each minute',
  ({ zone, around }) => {
    for (const change of around) {
      const [from, to] = [change - AROUND, change + AROUND];
      // What the clock shows twice may lie just outside of what is compared.
      const seen = scan(zone, from - 3 * HOUR, to + 3 * HOUR);
      for (const cron of [...crons, ...cronsAround(seen)])
        for (const dst of cron.fixed ? policies : policies.slice(0, 1)) {
          const schedule = { clock: remembering(cron.text), zone, dst };
          const listed = [];
          for (const { at, fires } of firingsAfter(schedule, from)) {
            if (at > to) break;
            if (fires) listed.push(at);
          }
          const stepped = [];
          for (let at = nextFiring(schedule, from); at !== null && at <= to; at = nextFiring(schedule, at))
            stepped.push(at);
          const wanted = [...expected(seen, cron, dst)].filter((at) => at > from && at <= to);
          const about = `${zone} ${new Date(change).toISOString()} ${cron.text} ${JSON.stringify(dst)}`;
          expect([about, listed]).toEqual([about, wanted.sort((a, b) => a - b)]);
          expect([about, stepped]).toEqual([about, listed]);
        }
    }
  },
  everything ? 600_000 : 20_000,
);
