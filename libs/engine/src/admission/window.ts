import { WINDOW, type TaskRef } from '@maestro/queue';
import type { Engine } from '../engine';
import { stillUsed } from './admitted';

/** Most rows that one look reads. */
const SAMPLE = 256;

/**
 * What was admitted to one queue and nobody has claimed: the window over it that may be filled. Tasks are claimed more or less
 * in the order in which they came, so that a sample tells how many are left.
 */
export class AdmissionWindow {
  private waiting: TaskRef[] = [];
  private lookedAt = performance.now();
  /** Claimed in a second, of late. */
  private pace = 0;

  add(tasks: readonly TaskRef[]): void {
    for (const task of tasks) this.waiting.push(task);
  }

  /** How many more may be admitted now. */
  async room(engine: Engine, contested: boolean): Promise<number> {
    const before = this.waiting.length;
    const step = Math.max(1, Math.ceil(before / SAMPLE));
    const sample = this.waiting.filter((_, i) => i % step === 0);
    const { queued } = await stillUsed(engine, sample);
    const left = sample.length === 0 ? 0 : Math.ceil((before * queued) / sample.length);
    this.waiting.splice(0, before - left);
    this.measure(before - left);
    // At least the base, and a second of work where that is more.
    const size = Math.max(contested ? WINDOW.contested : WINDOW.alone, this.pace);
    return Math.max(0, Math.floor(size) - left);
  }

  private measure(claimed: number): void {
    const now = performance.now();
    const seconds = Math.max(0.001, (now - this.lookedAt) / 1_000);
    this.lookedAt = now;
    const weight = Math.min(1, seconds);
    this.pace += (claimed / seconds - this.pace) * weight;
  }
}
