import type { Ground } from './ground';
import type { History } from './history';
import { diceOf } from './seed';
import { pause } from './time';
import type { Workload } from './workloads/workload';

/** A run that the API has accepted: from here on it must not be lost. */
export interface Accepted {
  kind: string;
  /** Its idempotency key. */
  key: string;
}

/** A workload whose template is published. */
export interface Published {
  workload: Workload;
  templateId: string;
}

export interface LoadOptions {
  ground: Ground;
  history: History;
  seed: number;
  kinds: readonly Published[];
  /** Runs to begin in a second. */
  rate: number;
  /** How long a request is repeated until it has an answer; longer than any outage of a storm unless told. */
  patienceMs?: number;
}

const PATIENCE_MS = 120_000;
/** Requests under way: what comes on top waits, as clients of a service in trouble do. */
const MAX_OPEN = 50;

/** Starts runs at a steady rate, remembers which were accepted, and does what people do for them. */
export class Load {
  readonly accepted = new Map<string, Accepted>();
  /** What the API promised and did not keep, in its own words. */
  readonly broken: object[] = [];
  private readonly open = new Set<Promise<void>>();
  private begun = 0;
  private stopped = false;
  /** When to give up what is still not answered, in ms since the epoch. */
  private last = Infinity;

  constructor(private readonly options: LoadOptions) {}

  async run(): Promise<void> {
    const dice = diceOf(this.options.seed);
    const began = Date.now();
    while (!this.stopped) {
      if (this.open.size < MAX_OPEN) this.begin(dice.of(this.options.kinds));
      await pause(began + (this.begun * 1_000) / this.options.rate - Date.now());
    }
  }

  /** Starts one run of each kind, and no more. */
  eachOnce(): void {
    for (const kind of this.options.kinds) this.begin(kind);
  }

  /**
   * No new runs; resolves when all that were asked for are accepted and what people do for them is done, or `withinMs` have
   * passed.
   */
  async stop(withinMs: number): Promise<void> {
    this.stopped = true;
    this.last = Date.now() + withinMs;
    while (this.open.size > 0) await Promise.all([...this.open]);
  }

  private begin(kind: Published): void {
    const i = (this.begun += 1);
    const work = this.perform(kind, i).catch((error: Error) => {
      this.options.history.note('unanswered', { kind: kind.workload.name, error: error.message });
      this.broken.push({ kind: kind.workload.name, i, error: error.message });
    });
    const watched = work.finally(() => this.open.delete(watched));
    this.open.add(watched);
  }

  private async perform({ workload, templateId }: Published, i: number): Promise<void> {
    const { seed, history } = this.options;
    const dice = diceOf(seed * 7919 + i);
    const key = `storm-${seed}-${i}`;
    const id = await this.persist(() => this.startRun(templateId, key));
    history.note('accepted', { kind: workload.name, key, id });
    this.accepted.set(id, { kind: workload.name, key });
    if (dice.next() < 0.05) {
      const again = await this.persist(() => this.startRun(templateId, key));
      if (again !== id) this.broken.push({ key, id, again });
    }
    if (workload.act) await this.persist(async () => workload.act?.(this.options.ground.site, id, dice));
  }

  private async startRun(templateId: string, key: string): Promise<string> {
    const body = { template_id: templateId, idempotency_key: key };
    const answer = await this.options.ground.site.call('POST', '/api/runs', { body });
    if (answer.status !== 200 && answer.status !== 201)
      throw new Error(`the start was answered with ${answer.status} ${JSON.stringify(answer.body)}`);
    return String(answer.body.id);
  }

  /** An answer that did not come says nothing: the same request again, under the same key. */
  private async persist<T>(request: () => Promise<T>): Promise<T> {
    const deadline = Date.now() + (this.options.patienceMs ?? PATIENCE_MS);
    for (;;) {
      try {
        return await request();
      } catch (error) {
        this.options.history.note('refused', { error: (error as Error).message.slice(0, 300) });
        if (Date.now() > Math.min(deadline, this.last)) throw error;
        await pause(250);
      }
    }
  }
}
