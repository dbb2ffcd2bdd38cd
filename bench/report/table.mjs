/** The result for people at a terminal. */
import { goalText, verdict } from './goals.mjs';

const heading = ['workload', 'metric', 'product', 'peer', 'its value', 'ratio', 'goal', ''];

/** Text of all lines, columns aligned. */
export function table(lines) {
  const rows = [heading, ...lines.map(cells)];
  const widths = heading.map((_, column) => Math.max(...rows.map((row) => row[column].length)));
  return rows
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column]))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

export function cells(line) {
  const { workload, metric, product, peer, peer_value: value, ratio, noisy } = line;
  const remark = [verdict(line) ?? '', noisy ? '(others were busy)' : ''].filter(Boolean).join(' ');
  return [workload, metric, text(product), peer ?? '', text(value), text(ratio), goalText(line), remark];
}

function text(value) {
  return value === null ? '' : String(value);
}
