import type ICAL from 'ical.js';
import { DAY_MS, dayOf, type LocalTime } from '../local-time';
import { readRule, type Rule } from '../rule';
import { fallsOn } from '../rule-days';
import { isZone, localAt } from '../zone';
import { localOf } from './local-of';

/** When a zone changes to an offset. */
interface Observance {
  start: LocalTime;
  rule: Rule | null;
  /** Milliseconds ahead of UTC. */
  offset: number;
}

/** Tried first: of the zones with the same rules today, those that people mean. */
const usual = [
  ...['UTC', 'Europe/Berlin', 'Europe/London', 'Europe/Athens', 'Europe/Moscow', 'America/New_York'],
  ...['America/Chicago', 'America/Denver', 'America/Phoenix', 'America/Los_Angeles', 'America/Sao_Paulo'],
  ...['Asia/Tokyo', 'Asia/Shanghai', 'Asia/Kolkata', 'Asia/Dubai', 'Australia/Sydney', 'Australia/Lord_Howe'],
];
const MAX_OBSERVANCES = 200;
const PROBES = 48;

/**
 * The IANA zone that a TZID stands for: by its name, by its end (`/mozilla.org/…/Europe/Berlin`), or else by the rules of the
 * VTIMEZONE: the zone that has the same offset at every half month of two years. Null where there is none.
 */
export function matchZone(tzid: string, definition: ICAL.Component | null, year: number): string | null {
  const named = [tzid, tzid.split('/').slice(-2).join('/'), locationOf(definition)].find(isZone);
  if (named) return named;
  const observances = definition ? observancesOf(definition) : [];
  if (observances.length === 0) return null;
  const probes = Array.from({ length: PROBES }, (_, i) => Date.UTC(year, i / 2, i % 2 === 0 ? 5 : 20, 12));
  const offsets = probes.map((probe) => offsetAt(observances, probe));
  const fits = (zone: string) =>
    probes.every((probe, i) => localAt(zone, probe - (offsets[i] as number)) === probe);
  return usual.find(fits) ?? Intl.supportedValuesOf('timeZone').find(fits) ?? null;
}

function locationOf(definition: ICAL.Component | null): string {
  return String(definition?.getFirstPropertyValue('x-lic-location') ?? '');
}

function observancesOf(definition: ICAL.Component): Observance[] {
  const parts = [
    ...definition.getAllSubcomponents('standard'),
    ...definition.getAllSubcomponents('daylight'),
  ];
  return parts.slice(0, MAX_OBSERVANCES).flatMap((part) => {
    const start = part.getFirstPropertyValue('dtstart') as ICAL.Time | null;
    const offset = part.getFirstPropertyValue('tzoffsetto') as ICAL.UtcOffset | null;
    const rule = part.getFirstPropertyValue('rrule');
    if (!start || !offset) return [];
    return [
      {
        start: localOf(start),
        rule: rule ? readRule(String(rule)) : null,
        offset: offset.toSeconds() * 1_000,
      },
    ];
  });
}

/** Of the change that came last. */
function offsetAt(observances: readonly Observance[], local: LocalTime): number {
  const onsets = observances.map((observance) => ({ ...observance, onset: lastOnset(observance, local) }));
  const [last] = onsets.sort((a, b) => b.onset - a.onset);
  return last?.offset ?? 0;
}

function lastOnset({ start, rule }: Observance, local: LocalTime): number {
  if (local < start) return -Infinity;
  if (!rule) return start;
  const [first, time] = [dayOf(start), start - dayOf(start) * DAY_MS];
  for (let day = dayOf(local - time); day > dayOf(local) - 367 && day >= first; day -= 1) {
    const onset = day * DAY_MS + time;
    if (fallsOn(rule, first, day) && (rule.until === null || onset <= rule.until + DAY_MS)) return onset;
  }
  return start;
}
