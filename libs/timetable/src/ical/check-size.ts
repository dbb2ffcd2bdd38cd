import { MaestroError } from '@maestro/problems';

export const ICAL_LIMITS = { bytes: 1_000_000, lines: 50_000, line: 20_000, events: 500, depth: 4 } as const;

/**
 * Refuses what a parser should not even be shown: depth and numbers are counted on the bare lines, in one pass.
 *
 * @throws MaestroError `limit-exceeded`
 */
export function checkSize(text: string): void {
  if (text.length > ICAL_LIMITS.bytes) throw exceeded('bytes');
  const lines = text.split(/\r\n|\n|\r/);
  if (lines.length > ICAL_LIMITS.lines) throw exceeded('lines');
  let [depth, events, length] = [0, 0, 0];
  for (const line of lines) {
    const folded = line.startsWith(' ') || line.startsWith('\t');
    length = folded ? length + line.length : line.length;
    if (length > ICAL_LIMITS.line) throw exceeded('line');
    if (/^BEGIN:/i.test(line)) depth += 1;
    else if (/^END:/i.test(line)) depth -= 1;
    if (depth > ICAL_LIMITS.depth) throw exceeded('depth');
    if (/^BEGIN:VEVENT\s*$/i.test(line)) events += 1;
    if (events > ICAL_LIMITS.events) throw exceeded('events');
  }
}

const words = {
  bytes: 'characters',
  lines: 'lines',
  line: 'characters in one line, with its continuations',
  events: 'events',
  depth: 'components in each other',
} as const;

function exceeded(limit: keyof typeof ICAL_LIMITS): MaestroError {
  return new MaestroError('limit-exceeded', `A calendar has at most ${ICAL_LIMITS[limit]} ${words[limit]}.`);
}
