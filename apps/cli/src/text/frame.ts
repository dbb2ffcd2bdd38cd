import type { FieldProblem } from '@maestro/client';
import type { Colors } from '../output';
import { printable } from './printable';
import { fit, width } from './width';

export interface FrameSource {
  /** Name of the file as the user gave it. */
  file: string;
  /** The text the positions refer to. */
  text: string;
}

export interface FrameStyle {
  colors: Colors;
  severity: 'error' | 'warning';
  /** Cells per line. */
  columns: number;
}

const NARROWEST = 20;

/**
 * One fault of a template as lines for a person: what, where, the offending text, what to do about it. The
 * source line is the local file's; a fault without a position inside it is shown without one.
 */
export function renderFrame(fault: FieldProblem, source: FrameSource, style: FrameStyle): string[] {
  const { colors } = style;
  const color = style.severity === 'error' ? colors.red : colors.yellow;
  const title = `${style.severity}[${printable(fault.mst ?? fault.code)}]`;
  const number = String(fault.line ?? '');
  const gutter = ' '.repeat(number.length);
  const excerpt = excerptOf(fault, source.text, style.columns - number.length - 3);
  const position = fault.line === undefined ? '' : `:${fault.line}:${fault.column ?? 1}`;
  const lines = [
    `${colors.bold(color(title))}${colors.bold(`: ${printable(fault.message)}`)}`,
    `${gutter}${colors.cyan(' ┌─')} ${printable(source.file)}${position}`,
  ];
  if (excerpt) {
    const note = hint(fault) && ` ${hint(fault)}`;
    lines.push(
      `${colors.cyan(`${number} │`)} ${excerpt.text}`,
      `${gutter}${colors.cyan(' │')} ${' '.repeat(excerpt.before)}${color('^'.repeat(excerpt.length) + note)}`,
    );
  }
  const notes = [
    ...(fault.pointer ? [`at: ${fault.pointer}`] : []),
    ...(fault.suggestion && !(excerpt && hint(fault)) ? [`help: ${fault.suggestion}`] : []),
    `docs: https://maestro.dev/problems/${fault.code}`,
  ];
  return [...lines, ...notes.map((note) => `${gutter}${colors.cyan(' =')} ${printable(note)}`)];
}

/** A suggestion that is one word goes beside the marks; a sentence gets a line of its own. */
function hint({ suggestion }: FieldProblem): string {
  return suggestion !== undefined && /^\S{1,60}$/.test(suggestion)
    ? `did you mean "${printable(suggestion)}"?`
    : '';
}

interface Excerpt {
  text: string;
  /** Cells before the marks, and of them. */
  before: number;
  length: number;
}

/** The line in question, cut to `room` cells around the place where it is longer. */
function excerptOf(fault: FieldProblem, text: string, room: number): Excerpt | null {
  if (fault.line === undefined) return null;
  const line = text.split(/\r\n|\n|\r/)[fault.line - 1];
  if (line === undefined) return null;
  const cells = Math.max(room, NARROWEST);
  const column = Math.min(Math.max(fault.column ?? 1, 1) - 1, line.length);
  const head = tail(visible(line.slice(0, column)), Math.floor(cells / 2));
  const left = cells - width(head);
  return {
    text: (head + fit(visible(line.slice(column)), left)).trimEnd(),
    before: width(head),
    length: Math.min(Math.max(width(visible(tokenAt(line, column))), 1), left),
  };
}

/** The key, scalar or punctuation mark that starts at a place of a YAML or JSON line. */
function tokenAt(line: string, column: number): string {
  const rest = line.slice(column);
  const token = /^(?:"(?:[^"\\]|\\.)*"|'(?:[^']|'')*'|[^\s,[\]{}:]+(?::[^\s,[\]{}:]+)*)/.exec(rest)?.[0];
  return token ?? rest.slice(0, 1);
}

function visible(text: string): string {
  return printable(text.replaceAll('\t', '  '));
}

/** The end of a text in at most so many cells, with an ellipsis where something is missing. */
function tail(text: string, cells: number): string {
  if (width(text) <= cells) return text;
  let kept = '';
  for (const character of Array.from(text).reverse()) {
    if (width(character + kept) >= cells) break;
    kept = character + kept;
  }
  return `…${kept}`;
}
