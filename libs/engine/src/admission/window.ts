import { WINDOW, type TaskRef } from '@maestro/queue';
import type { Engine } from '../engine';
import { stillUsed } from './admitted';

/** Most rows that one look reads, where tenants are few. */
const SAMPLE = 512;
/** Of each tenant, at least. */
const FEW = 8;
/** What any tenant may have admitted, however many there are: messages of fewer tasks cost too much. */
const LEAST = 10;

/** A tenant with a backlog. */
export interface Contender {
  tenantId: string;
  weight: number;
}

/**
 * What was admitted to one queue and nobody has claimed: of each tenant as far as its part of the window, so that what one has
 * waiting takes no room from others. Tasks of a tenant are claimed more or less in the order in which they came, so that a
 * sample tells how many are left.
 */
export class AdmissionWindow {
  private readonly waiting = new Map<string, TaskRef[]>();
  private lookedAt = performance.now();
  /** Claimed in a second, of late. */
  private pace = 0;

  add(tasks: readonly TaskRef[]): void {
    for (const task of tasks) {
      const own = this.waiting.get(task.tenantId);
      if (own) own.push(task);
      else this.waiting.set(task.tenantId, [task]);
    }
  }

  /** How many more of each may be admitted now. */
  async rooms(engine: Engine, contenders: readonly Contender[]): Promise<Map<string, number>> {
    this.measure(await this.forgetClaimed(engine));
    // At least the base, and a second of work where that is more.
    const size = Math.max(contenders.length > 1 ? WINDOW.contested : WINDOW.alone, this.pace);
    const weights = contenders.reduce((sum, { weight }) => sum + weight, 0);
    return new Map(
      contenders.map(({ tenantId, weight }) => {
        const part = Math.max(LEAST, Math.floor((size * weight) / weights));
        return [tenantId, Math.max(0, part - (this.waiting.get(tenantId)?.length ?? 0))];
      }),
    );
  }

  /** Returns how many that were. */
  private async forgetClaimed(engine: Engine): Promise<number> {
    const most = Math.max(FEW, Math.floor(SAMPLE / Math.max(1, this.waiting.size)));
    const samples = new Map(
      [...this.waiting].map(([tenantId, tasks]) => {
        const step = Math.ceil(tasks.length / most);
        return [tenantId, tasks.filter((_, i) => i % step === 0)];
      }),
    );
    const { queued } = await stillUsed(engine, [...samples.values()].flat());
    let claimed = 0;
    for (const [tenantId, tasks] of this.waiting) {
      const sample = samples.get(tenantId)?.length ?? 0;
      const left = sample === 0 ? 0 : Math.ceil((tasks.length * (queued.get(tenantId) ?? 0)) / sample);
      claimed += tasks.splice(0, tasks.length - left).length;
      if (left === 0) this.waiting.delete(tenantId);
    }
    return claimed;
  }

  private measure(claimed: number): void {
    const now = performance.now();
    const seconds = Math.max(0.001, (now - this.lookedAt) / 1_000);
    this.lookedAt = now;
    const weight = Math.min(1, seconds);
    this.pace += (claimed / seconds - this.pace) * weight;
  }
}
