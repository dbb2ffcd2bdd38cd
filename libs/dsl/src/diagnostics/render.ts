import type { Span } from '../document/span';
import type { Diagnostic } from './diagnostic';
import { printable } from './printable';

export interface RenderOptions {
  source: string;
  /** Shown before the position. */
  file?: string;
  color?: boolean;
}

/** Columns of source shown on one line; longer lines are cut around the fault. */
const WIDTH = 100;

type Paint = (text: string) => string;
interface Palette {
  error: Paint;
  warning: Paint;
  dim: Paint;
  strong: Paint;
}

/**
 * Diagnostics as a compiler prints them: each with the line it is about, the place underlined, and what would be
 * accepted. Control characters of the source are shown as �, so that no text can write to a terminal.
 */
export function renderDiagnostics(
  diagnostics: readonly Diagnostic[],
  { source, file, color = false }: RenderOptions,
): string {
  const lines = source.split('\n');
  const palette = color ? colored : uncolored;
  return diagnostics
    .map((diagnostic) => renderOne(diagnostic, { lines, file: file ?? '<source>', palette }))
    .join('\n');
}

interface Context {
  lines: readonly string[];
  file: string;
  palette: Palette;
}

function renderOne(diagnostic: Diagnostic, context: Context): string {
  const { mst, severity, span, message, suggestion, help, related = [], code } = diagnostic;
  const { palette } = context;
  const paint = palette[severity];
  const spans = [span, ...related.map((other) => other.span)];
  const gutter = String(Math.max(...spans.map(({ line }) => line))).length;
  const note = suggestion === undefined ? '' : `did you mean ${printable(suggestion)}?`;
  const frames = [
    `${paint(`${severity}[${mst}]`)}${palette.strong(`: ${printable(message)}`)}`,
    ...frame(span, { context, gutter, mark: '^', paint, note }),
    ...related.flatMap((other) =>
      frame(other.span, { context, gutter, mark: '-', paint: palette.dim, note: printable(other.message) }),
    ),
    ...(help === undefined ? [] : [`${pad(gutter)} ${palette.dim('=')} help: ${printable(help)}`]),
    `${pad(gutter)} ${palette.dim('=')} docs: https://maestro.dev/problems/${code}`,
  ];
  return `${frames.join('\n')}\n`;
}

interface Frame {
  context: Context;
  gutter: number;
  mark: string;
  paint: Paint;
  note: string;
}

function frame(
  span: Span,
  { context: { lines, file, palette }, gutter, mark, paint, note }: Frame,
): string[] {
  const line = lines[span.line - 1]?.replace(/\r$/, '') ?? '';
  const { text, before, marked } = window(line, span);
  const bar = palette.dim('│');
  return [
    `${pad(gutter)} ${palette.dim('┌─')} ${printable(file)}:${span.line}:${span.column}`,
    `${pad(gutter)} ${bar}`,
    `${palette.dim(String(span.line).padStart(gutter))} ${bar} ${text}`,
    `${pad(gutter)} ${bar} ${' '.repeat(before)}${paint(`${mark.repeat(marked)}${note === '' ? '' : ` ${note}`}`)}`,
  ];
}

/** The part of a line to show, and where under it the marks go. */
function window(line: string, { column, length }: Span): { text: string; before: number; marked: number } {
  const start = Math.min(column - 1, line.length);
  const end = Math.min(start + length, line.length);
  const from = line.length <= WIDTH ? 0 : Math.max(0, Math.min(start - WIDTH / 3, line.length - WIDTH));
  const shown = Math.floor(from);
  const to = Math.min(line.length, shown + WIDTH);
  const lead = shown > 0 ? '… ' : '';
  const before = lead.length + width(line.slice(shown, start));
  const marked = Math.max(1, width(line.slice(start, Math.min(end, to))));
  return {
    text: `${lead}${printable(line.slice(shown, to))}${to < line.length ? ' …' : ''}`,
    before,
    marked,
  };
}

/** Terminal columns: wide characters take two, combining ones none. */
function width(text: string): number {
  let columns = 0;
  for (const char of text) {
    if (/\p{Mark}/u.test(char)) continue;
    columns +=
      /[\u1100-\u115F\u2E80-\uA4CF\uAC00-\uD7A3\uF900-\uFAFF\uFE30-\uFE6F\uFF00-\uFF60\uFFE0-\uFFE6]|\p{Extended_Pictographic}/u.test(
        char,
      )
        ? 2
        : 1;
  }
  return columns;
}

function pad(gutter: number): string {
  return ' '.repeat(gutter);
}

const sgr =
  (code: string): Paint =>
  (text) =>
    `\u001B[${code}m${text}\u001B[0m`;

const colored: Palette = { error: sgr('1;31'), warning: sgr('1;33'), dim: sgr('34'), strong: sgr('1') };
const same: Paint = (text) => text;
const uncolored: Palette = { error: same, warning: same, dim: same, strong: same };
