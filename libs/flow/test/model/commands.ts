import type { TaskStatus } from '@maestro/state-machine';
import type { Spent, TaskKey } from './state';

/** Everything that may happen, at any moment at which it can. */
export type Command =
  /** What goes on by itself as long as processes live. */
  | ({ type: 'admit' | 'refill' | 'sweep' | 'wake' | 'advance' | 'rescue' | 'finish' } & TaskKey)
  | { type: 'claim'; worker: number; message: number }
  | { type: 'complete'; worker: number; held: number; outcome: Ending; take: boolean }
  | { type: 'completeAll' | 'heartbeat' | 'expire'; worker: number }
  | { type: 'look' | 'match'; index: number }
  /** What the world does. */
  | { type: 'signal' | 'rerun'; run: number }
  | { type: 'resume' | 'cancel' | 'pause' | 'deadline'; run: number }
  | ({ type: 'omit' } & TaskKey)
  /** Faults. */
  | { type: 'drop' | 'dup'; message: number }
  | { type: 'loseLook' | 'loseMatch'; index: number }
  | { type: 'crash' | 'stall'; worker: number }
  | { type: 'lostAnswer'; worker: number; held: number; outcome: Ending; take: boolean };

export type Ending = 'succeeded' | 'failed' | 'retry' | 'release' | 'skipped' | 'cancelled';

/** What a command is rationed by; null for what goes on by itself. */
export function costOf(command: Command): Spent | null {
  switch (command.type) {
    case 'drop':
    case 'loseLook':
    case 'loseMatch':
      return 'drop';
    case 'dup':
    case 'crash':
    case 'stall':
    case 'lostAnswer':
      return command.type;
    case 'complete':
      if (command.outcome === 'release') return 'release';
      return command.outcome === 'failed' || command.outcome === 'retry' ? 'fail' : null;
    case 'cancel':
    case 'pause':
    case 'deadline':
    case 'omit':
      return 'control';
    case 'rerun':
      return 'create';
    default:
      return null;
  }
}

/** Where an operator may say that a task is to be left out. */
export const omissible: readonly TaskStatus[] = ['pending', 'ready', 'queued', 'waiting'];
