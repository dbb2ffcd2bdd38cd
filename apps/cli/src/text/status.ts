import type { Colors } from '../output';
import { printable } from './printable';

const LOOK: Readonly<Record<string, { glyph: string; color: keyof Colors & string }>> = {
  pending: { glyph: '○', color: 'dim' },
  ready: { glyph: '○', color: 'dim' },
  queued: { glyph: '○', color: 'dim' },
  running: { glyph: '●', color: 'blue' },
  waiting: { glyph: '◷', color: 'yellow' },
  paused: { glyph: '‖', color: 'yellow' },
  succeeded: { glyph: '✓', color: 'green' },
  completed: { glyph: '✓', color: 'green' },
  skipped: { glyph: '⊘', color: 'dim' },
  failed: { glyph: '✗', color: 'red' },
  timed_out: { glyph: '✗', color: 'red' },
  cancelled: { glyph: '■', color: 'magenta' },
};

/** A status as sign and word, so that it reads without colour. */
export function statusText(status: string): string {
  return `${LOOK[status]?.glyph ?? '?'} ${printable(status)}`;
}

/** What colours a status. */
export function statusPaint(status: string, colors: Colors): (text: string) => string {
  const look = LOOK[status];
  const paint = look ? colors[look.color] : undefined;
  return typeof paint === 'function' ? paint : String;
}

/** The status to show for a run: a control word that holds it shows through. */
export function runStatus(run: { status: string; control: string }): string {
  return run.status === 'running' && run.control === 'pause' ? 'paused' : run.status;
}

export function isTerminal(status: string): boolean {
  return ['succeeded', 'completed', 'failed', 'cancelled', 'timed_out'].includes(status);
}
