import { join } from 'node:path';
import { eventually, type Installation, type ServiceProcess } from '@maestro/testing';
import type { Dice } from '../seed';

/** Where the schedulers of a storm of slots play. */
export interface Scene {
  maestro: Installation;
  dice: Dice;
  /** Ids of the orchestras, as the API names them. */
  orchestras: readonly string[];
  /** The slot that is about to come. */
  at: number;
  /** Moves the database's clock back before the slot. */
  back: () => Promise<void>;
  /** Those of which somebody decided that the slot need not be played, by switching them off over its time. */
  excused: Set<string>;
}

/** So far wrong are the clocks of schedulers, one way or the other. */
const SKEW_MS = 5 * 60_000;

/** Begins a scheduler whose own clock is wrong by anything up to five minutes. */
export function startScheduler({ maestro, dice }: Pick<Scene, 'maestro' | 'dice'>): Promise<ServiceProcess> {
  return maestro.services.start('scheduler', {
    NODE_OPTIONS: `--require ${join(__dirname, 'skewed-clock.cjs')}`,
    CHAOS_CLOCK_SKEW_MS: String(dice.below(2 * SKEW_MS) - SKEW_MS),
  });
}

export async function leaderOf(maestro: Installation): Promise<ServiceProcess | undefined> {
  return eventually(
    async () => {
      for (const service of maestro.services.scheduler) {
        const health = await fetch(`${service.url}/readyz`, { signal: AbortSignal.timeout(1_000) })
          .then((answer) => answer.text())
          .catch(() => '');
        if (/"leader":\s*true/.test(health)) return service;
      }
      return undefined;
    },
    { timeoutMs: 30_000, what: 'A leader' },
  );
}
