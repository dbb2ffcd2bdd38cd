import { createColors } from 'picocolors';
import type { RunEvent } from '@maestro/client';
import { newRun } from '../../test/api-double';
import { Output } from '../output';
import { width } from '../text/width';
import { Board } from './board';
import { renderBoard } from './render-board';
import { LiveView } from './view';

const SECOND = 1000;
const moved = (n: number, node: string, to: string, atMs: number, attempt = 1): RunEvent => ({
  id: `c${n}`,
  at: new Date(atMs).toISOString(),
  type: 'tasks',
  run_id: 'run_1',
  actor: null,
  transitions: [{ task: `task_1_${n}`, n, node, from: 'x', to, attempt }],
  data: null,
});
const boardOf = (...events: RunEvent[]): Board => {
  const board = new Board(newRun());
  for (const event of events) board.apply(event, 0);
  return board;
};
const NOW = { now: 0, watchedMs: 0 };
const screen = { columns: 60, rows: 24, colors: createColors(false) };

describe('Board', () => {
  it('measures an attempt by the server’s clock once it has ended, by ours while it runs', () => {
    const board = boardOf(
      moved(1, 'a', 'running', 5000),
      moved(2, 'b', 'running', 5000),
      moved(1, 'a', 'succeeded', 7500),
    );
    expect(board.rows(10, 3000)).toEqual([
      { label: 'a', n: 1, status: 'succeeded', attempt: 1, elapsedMs: 2500 },
      { label: 'b', n: 2, status: 'running', attempt: 1, elapsedMs: 3000 },
    ]);
  });

  it('counts anew for another attempt', () => {
    const board = boardOf(
      moved(1, 'a', 'running', 0),
      moved(1, 'a', 'waiting', SECOND),
      moved(1, 'a', 'running', 9 * SECOND, 2),
    );
    board.apply(moved(1, 'a', 'failed', 10 * SECOND, 2), 0);
    expect(board.rows(10, 0)).toMatchObject([{ status: 'failed', attempt: 2, elapsedMs: SECOND }]);
  });

  it('tells several tasks of one node apart by their number', () => {
    const board = boardOf(
      moved(1, 'score', 'running', 0),
      moved(2, 'score', 'running', 0),
      moved(3, 'end', 'ready', 0),
    );
    expect(board.rows(10, 0).map(({ label }) => label)).toEqual(['score #1', 'score #2', 'end']);
  });

  it('knows tasks before anything happens to them', () => {
    const board = new Board(newRun());
    board.seed([
      { id: 'task_1_2', n: 2, node: 'b' },
      { id: 'task_1_1', n: 1, node: 'a' },
    ]);
    board.apply(moved(1, 'a', 'running', 0), 0);
    expect(board.rows(10, 0).map(({ label, status }) => `${label} ${status}`)).toEqual([
      'a running',
      'b pending',
    ]);
  });

  it('shows what needs attention where not everything fits, in the order of the plan', () => {
    const states = ['succeeded', 'pending', 'running', 'succeeded', 'failed', 'pending', 'waiting'];
    const board = boardOf(...states.map((status, index) => moved(index + 1, `n${index + 1}`, status, 0)));
    expect(board.rows(3, 0).map(({ label }) => label)).toEqual(['n3', 'n5', 'n7']);
  });
});

describe('renderBoard', () => {
  it('shows sign, word and time of every task', () => {
    const board = boardOf(
      moved(1, 'fetch', 'running', 0),
      moved(1, 'fetch', 'succeeded', 1200),
      moved(2, 'load', 'running', 0, 2),
    );
    expect(renderBoard(board, screen, { now: 3000, watchedMs: 4000 })).toEqual([
      expect.stringMatching(/^demo v1 {2}run_\w+ {2}4\.0 s$/),
      '  fetch  ✓ succeeded 1.2 s',
      '  load   ● running   3.0 s  attempt 2',
      '  2 tasks: 1 succeeded, 1 running',
    ]);
  });

  it('fits the screen whatever the number and names of tasks', () => {
    const events = Array.from({ length: 500 }, (_, index) =>
      moved(index, `${'日本'.repeat(30)}${index}`, 'running', 0),
    );
    const lines = renderBoard(boardOf(...events), { ...screen, columns: 40, rows: 10 }, NOW);
    expect(lines.length).toBeLessThan(10);
    expect(Math.max(...lines.map(width))).toBeLessThanOrEqual(40);
    expect(lines.at(-2)).toBe('  … and 494 more');
  });

  it('E132 escapes what a node’s name brings along', () => {
    const lines = renderBoard(boardOf(moved(1, '\x1b[2Jx', 'running', 0)), screen, NOW);
    expect(lines.join('')).not.toContain('\x1b');
  });
});

/** The lines a terminal shows after what was written to it: text, line feeds, cursor up, erase below. */
function terminalAfter(written: string): string[] {
  const lines: string[] = [];
  let row = 0;
  for (const [piece] of written.matchAll(/\x1b\[(\d+)A|\x1b\[0J|\n|[^\x1b\n]+/g)) {
    if (piece === '\n') row += 1;
    else if (piece === '\x1b[0J') lines.length = row;
    else if (piece.startsWith('\x1b')) row -= Number(piece.slice(2, -1));
    else lines[row] = piece;
  }
  return lines;
}

describe('LiveView', () => {
  beforeEach(() => jest.useFakeTimers());
  afterEach(() => jest.useRealTimers());

  it('draws over itself, lets notes stand, and leaves the last state behind', () => {
    let written = '';
    const sink = { write: (text: string) => (written += text), isTTY: true, columns: 60, rows: 24 };
    const board = new Board(newRun());
    const view = new LiveView(new Output(sink, { NO_COLOR: '1' }), board);
    view.event(moved(1, 'a', 'running', 0));
    view.event(moved(2, 'b', 'running', 0));
    jest.advanceTimersByTime(100);
    expect(terminalAfter(written).slice(1)).toEqual([
      expect.stringContaining('a  ● running'),
      expect.stringContaining('b  ● running'),
      '  2 tasks: 2 running',
    ]);
    view.note('connection lost');
    jest.advanceTimersByTime(2000);
    view.event(moved(1, 'a', 'succeeded', SECOND));
    view.close();
    expect(terminalAfter(written)).toEqual([
      'connection lost',
      expect.stringMatching(/^demo v1/),
      expect.stringContaining('a  ✓ succeeded 1.0 s'),
      expect.stringContaining('b  ● running   2.1 s'),
      '  2 tasks: 1 succeeded, 1 running',
    ]);
    expect(jest.getTimerCount()).toBe(0);
  });

  it('draws at most ten times a second', () => {
    let draws = 0;
    const sink = { write: () => (draws += 1), isTTY: true };
    const view = new LiveView(new Output(sink, {}), new Board(newRun()));
    for (let n = 0; n < 1000; n++) {
      view.event(moved(n, `n${n}`, 'running', 0));
      jest.advanceTimersByTime(1);
    }
    // Each drawing erases and writes; one more comes from the clock.
    expect(draws).toBeLessThanOrEqual(2 * 12);
    view.close();
  });
});
