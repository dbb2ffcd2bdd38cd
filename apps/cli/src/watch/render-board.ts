import type { Colors } from '../output';
import { formatDuration } from '../text/duration';
import { printable } from '../text/printable';
import { statusPaint, statusText } from '../text/status';
import { fit, pad, width } from '../text/width';
import type { Board } from './board';

export interface Screen {
  columns: number;
  rows: number;
  colors: Colors;
}

export interface Clock {
  /** Local time in milliseconds. */
  now: number;
  /** How long the run has been watched. */
  watchedMs: number;
}

const LONGEST_LABEL = 40;
const HEADING_LINES = 1;
const CLOSING_LINES = 2;

/** The board as lines that fit the screen, one row per task. */
export function renderBoard(board: Board, screen: Screen, { now, watchedMs }: Clock): string[] {
  const { colors, columns } = screen;
  // The cursor stands below the last line; a full screen would scroll and the redraw miss its top.
  const room = Math.max(screen.rows - HEADING_LINES - CLOSING_LINES - 1, 1);
  const rows = board.rows(room, now);
  const labels = rows.map(({ label }) => fit(printable(label), LONGEST_LABEL));
  const labelWidth = Math.max(0, ...labels.map(width));
  const { template_name: name, template_version: version, id } = board.run;
  const heading = fit(
    `${printable(name)} v${version}  ${printable(id)}  ${formatDuration(watchedMs)}`,
    columns,
  );
  const lines = rows.map((row, index) => {
    const again = row.attempt > 1 ? `  attempt ${row.attempt}` : '';
    const took = row.elapsedMs === null ? '' : formatDuration(row.elapsedMs);
    const status = pad(statusText(row.status), 12);
    const before = `  ${pad(labels[index] ?? '', labelWidth)}  `;
    const line = fit(`${before}${status}${took}${again}`, columns);
    return line.slice(0, before.length) + statusPaint(row.status, colors)(line.slice(before.length));
  });
  const hidden = board.total - rows.length;
  return [
    colors.bold(heading),
    ...lines,
    ...(hidden > 0 ? [colors.dim(fit(`  … and ${hidden} more`, columns))] : []),
    fit(`  ${summary(board)}`, columns),
  ];
}

function summary(board: Board): string {
  const counts = [...board.counts()].map(([status, count]) => `${count} ${status}`);
  return `${board.total} tasks${counts.length > 0 ? `: ${counts.join(', ')}` : ''}`;
}
