import { fit, pad, width } from './width';

/** A cell: its text, printable and without colour, and what colours it. */
export interface Cell {
  text: string;
  paint?: (text: string) => string;
}

/**
 * Rows as aligned lines under a heading. Where `columns` gives the width of the terminal, the last column is
 * cut to what is left of it.
 */
export function table(heading: string[], rows: Cell[][], columns?: number): string[] {
  const all = [heading.map((text): Cell => ({ text })), ...rows];
  const widths = heading.map((_, index) => Math.max(...all.map((row) => width(row[index]?.text ?? ''))));
  const last = heading.length - 1;
  const before = widths.slice(0, last).reduce((sum, cells) => sum + cells + 2, 0);
  const room = columns === undefined ? Number.POSITIVE_INFINITY : Math.max(columns - before, 12);
  return all.map((row) =>
    row
      .map(({ text, paint }, index) => {
        const shown = index === last ? fit(text, room) : pad(text, widths[index] ?? 0);
        return paint ? paint(shown) : shown;
      })
      .join('  ')
      .trimEnd(),
  );
}
