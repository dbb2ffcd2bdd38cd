import type { Run, RunEvent, Task } from '@maestro/client';

export interface BoardRow {
  /** Name of the node, with the task's number where the node has several tasks. */
  label: string;
  n: number;
  status: string;
  attempt: number;
  /** How long the task has run, or ran, in milliseconds; null before its first start. */
  elapsedMs: number | null;
}

interface Entry {
  n: number;
  node: string;
  status: string;
  attempt: number;
  /** When the attempt started by the server's clock, and by ours. */
  started: { server: number; local: number } | null;
  tookMs: number | null;
}

const ENDED: ReadonlySet<string> = new Set(['succeeded', 'failed', 'skipped', 'cancelled']);
/** What a person wants to see first where not everything fits. */
const ATTENTION = [
  'failed',
  'running',
  'waiting',
  'queued',
  'ready',
  'cancelled',
  'succeeded',
  'skipped',
  'pending',
];

/** The state of a run as its events tell it. Holds no clock: whoever asks says what time it is. */
export class Board {
  status: string;
  private readonly tasks = new Map<string, Entry>();
  private readonly tasksPerNode = new Map<string, number>();

  constructor(readonly run: Run) {
    this.status = run.status;
  }

  /** Names the tasks that exist already; their state comes from the events. */
  seed(tasks: readonly Pick<Task, 'id' | 'n' | 'node'>[]): void {
    for (const { id, n, node } of tasks) this.entry(id, n, node);
  }

  /** Takes an event in. `now` is the local time in milliseconds. */
  apply(event: RunEvent, now: number): void {
    const at = Date.parse(event.at);
    for (const { task, n, node, to, attempt } of event.transitions) {
      const entry = this.entry(task, n, node);
      if (to === 'running') {
        entry.started = { server: at, local: now };
        this.status = 'running';
      }
      entry.tookMs = ENDED.has(to) && entry.started ? Math.max(0, at - entry.started.server) : null;
      entry.status = to;
      entry.attempt = attempt;
    }
  }

  get total(): number {
    return this.tasks.size;
  }

  /** How many tasks have each status. */
  counts(): Map<string, number> {
    const counts = new Map<string, number>();
    for (const { status } of this.tasks.values()) counts.set(status, (counts.get(status) ?? 0) + 1);
    return counts;
  }

  /** At most `limit` rows in the order of the plan; where there are more, those that need attention most. */
  rows(limit: number, now: number): BoardRow[] {
    const entries = [...this.tasks.values()].sort((a, b) => a.n - b.n);
    const shown = entries.length <= limit ? entries : mostUrgent(entries, limit);
    return shown.map((entry) => ({
      label: (this.tasksPerNode.get(entry.node) ?? 0) > 1 ? `${entry.node} #${entry.n}` : entry.node,
      n: entry.n,
      status: entry.status,
      attempt: entry.attempt,
      elapsedMs:
        entry.tookMs ?? (entry.status === 'running' && entry.started ? now - entry.started.local : null),
    }));
  }

  private entry(id: string, n: number, node: string): Entry {
    const known = this.tasks.get(id);
    if (known) return known;
    const entry: Entry = { n, node, status: 'pending', attempt: 0, started: null, tookMs: null };
    this.tasks.set(id, entry);
    this.tasksPerNode.set(node, (this.tasksPerNode.get(node) ?? 0) + 1);
    return entry;
  }
}

function mostUrgent(entries: Entry[], limit: number): Entry[] {
  const byUrgency = [...entries].sort((a, b) => ATTENTION.indexOf(a.status) - ATTENTION.indexOf(b.status));
  return byUrgency.slice(0, Math.max(limit, 0)).sort((a, b) => a.n - b.n);
}
