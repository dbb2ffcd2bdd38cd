import type { RunEvent } from '@maestro/client';
import type { Colors } from './output';
import { printable, printableJson } from './text/printable';
import { statusPaint } from './text/status';

const RUN_EVENTS: Readonly<Record<string, string>> = {
  'run.created': 'run created',
  'run.finished': 'run finished',
  'run.control': 'run control',
};

/** The event without what concerns other tasks; null where nothing of it is left. */
export function eventOfTask(event: RunEvent, task: string): RunEvent | null {
  if (event.type === 'log') return logSource(event).includes(task) ? event : null;
  const transitions = event.transitions.filter((t) => [t.node, t.task, String(t.n)].includes(task));
  return transitions.length > 0 ? { ...event, transitions } : null;
}

/** An event as lines: one per state change, one per log entry. Untrusted text is escaped. */
export function eventLines(event: RunEvent, colors: Colors): string[] {
  const at = colors.dim(printable(event.at));
  if (event.type === 'log') return [`${at}  ${logLine(event, colors)}`];
  const changes = event.transitions.map(({ node, from, to, attempt }) => {
    const again = attempt > 1 ? colors.dim(` (attempt ${attempt})`) : '';
    return `${at}  ${printable(node)}  ${printable(from)} → ${statusPaint(to, colors)(printable(to))}${again}`;
  });
  const name = RUN_EVENTS[event.type];
  if (name === undefined && changes.length > 0) return changes;
  const data = event.data && Object.keys(event.data).length > 0 ? ` ${printableJson(event.data)}` : '';
  return [`${at}  ${colors.bold(name ?? printable(event.type))}${colors.dim(data)}`, ...changes];
}

function logLine(event: RunEvent, colors: Colors): string {
  const { level, message: said, text: shown, node, fields } = event.data ?? {};
  const message = said ?? shown;
  const source = typeof node === 'string' ? `${printable(node)}  ` : '';
  const word = typeof level === 'string' ? `${printable(level)}  ` : '';
  const text = typeof message === 'string' ? printable(message) : printableJson(event.data);
  const rest = fields === undefined || fields === null ? '' : colors.dim(` ${printableJson(fields)}`);
  return `${source}${levelPaint(level, colors)(word)}${text}${rest}`;
}

function logSource({ data }: RunEvent): string[] {
  return [data?.['node'], data?.['task'], data?.['n']].filter((name) => name !== undefined).map(String);
}

function levelPaint(level: unknown, colors: Colors): (text: string) => string {
  if (level === 'error') return colors.red;
  return level === 'warn' ? colors.yellow : colors.dim;
}
