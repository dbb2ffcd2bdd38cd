import { printable, printableJson } from './printable';

/** Of each; `-o json` shows all. */
const SHOWN = 300;

/** The outputs of a run, one to a line, for runs that have no line of their own. */
export function outputLines(outputs: Readonly<Record<string, unknown>>): string[] {
  return Object.entries(outputs).map(([name, value]) => {
    const text = typeof value === 'string' ? printable(value) : printableJson(value);
    return `${printable(name)}: ${text.length > SHOWN ? `${text.slice(0, SHOWN)}…` : text}`;
  });
}
