import { newId, type EngineDatabase } from '@maestro/persistence';
import { systemClock, type Clock } from './clock';
import { withDeadline } from './deadline';
import { createLease, type Lease } from './lease';
import { HeldTerm, type Term } from './term';

/** One candidate for one lease. */
export interface Election {
  start(): void;
  /** Ends the term if there is one, gives the lease back and waits for what is under way. Idempotent. */
  stop(): Promise<void>;
  /** The term this process leads in, or null. */
  term(): Term | null;
  /** Milliseconds since the database last answered anything about the lease; infinite before it first did. */
  silentMs(): number;
}

export interface ElectionOptions {
  database: EngineDatabase;
  /** What is led: candidates of one name compete. */
  name: string;
  /** How long a leader is believed alive. The same for all candidates. */
  leaseMs: number;
  /** How often a leader renews and a candidate tries; at most half the lease. */
  tickMs: number;
  clock?: Clock;
  /** Renews in place of the lease's own statement, for whoever has more to ask the database at that moment. */
  renew?: (held: { name: string; holder: string; term: number; leaseMs: number }) => Promise<boolean>;
  onGained?: (term: Term) => void;
  /** Called when the term has ended, whatever ended it. */
  onLost?: (term: Term) => void;
  onError?: (error: unknown) => void;
}

/** Trust ends this much of the lease before the lease does: for clocks that run unevenly, and work already begun. */
const TRUST = 5 / 6;

export function createElection(options: ElectionOptions): Election {
  return new LeaseElection(options);
}

class LeaseElection implements Election {
  private readonly holder = newId();
  private readonly clock: Clock;
  private readonly lease: Lease;
  private readonly trustMs: number;
  private held: HeldTerm | null = null;
  private answeredAt = -Infinity;
  private cancelTick: (() => void) | null = null;
  private campaigning: Promise<void> | null = null;
  private stopped: Promise<void> | null = null;

  constructor(private readonly options: ElectionOptions) {
    this.clock = options.clock ?? systemClock;
    this.lease = createLease(options.database, options.name, options.leaseMs);
    this.trustMs = options.leaseMs * TRUST;
  }

  start(): void {
    if (this.cancelTick || this.stopped) return;
    this.tick();
  }

  term(): Term | null {
    return this.held?.isCurrent() ? this.held : null;
  }

  silentMs(): number {
    return this.clock.now() - this.answeredAt;
  }

  stop(): Promise<void> {
    this.stopped ??= this.resign();
    return this.stopped;
  }

  private tick(): void {
    this.cancelTick = this.clock.after(this.options.tickMs, () => this.tick());
    const term = this.held;
    if (term) void this.renew(term).catch(this.report);
    else this.campaigning ??= this.campaign().catch(this.report);
  }

  private async campaign(): Promise<void> {
    const trustUntil = this.clock.now() + this.trustMs;
    const answered = this.lease.campaign(this.holder).then((number) => this.accept(number, trustUntil));
    const limit = { clock: this.clock, what: 'campaigning for the lead' };
    await withDeadline(answered, this.trustMs, limit).finally(() => {
      this.campaigning = null;
    });
  }

  /** A grant that comes too late to be of use is given back, so that nobody waits for it to run out. */
  private async accept(number: number | null, trustUntil: number): Promise<void> {
    this.answeredAt = this.clock.now();
    if (number === null) return;
    const late = this.stopped !== null || this.held !== null || this.clock.now() >= trustUntil;
    if (late) await this.lease.resign(this.holder, number);
    else this.lead(number, trustUntil);
  }

  private lead(number: number, trustUntil: number): void {
    const term = new HeldTerm(this.holder, number, this.clock, trustUntil);
    this.held = term;
    term.signal.addEventListener('abort', () => {
      if (this.held === term) this.held = null;
      this.tell(this.options.onLost, term);
    });
    this.tell(this.options.onGained, term);
  }

  /** Not waited for and not cut off: an answer counts from the time of its question, however many are under way. */
  private async renew(term: HeldTerm): Promise<void> {
    const from = this.clock.now();
    const { name, leaseMs, renew } = this.options;
    const { holder, number } = term;
    const leads = await (renew
      ? renew({ name, holder, term: number, leaseMs })
      : this.lease.renew(holder, number));
    this.answeredAt = this.clock.now();
    if (leads) term.extend(from + this.trustMs);
    else term.end();
  }

  private async resign(): Promise<void> {
    this.cancelTick?.();
    await this.campaigning;
    const term = this.held;
    if (!term) return;
    term.end();
    const resigned = this.lease.resign(term.holder, term.number);
    await withDeadline(resigned, this.trustMs, { clock: this.clock, what: 'resigning' }).catch(this.report);
  }

  private tell(listener: ((term: Term) => void) | undefined, term: Term): void {
    try {
      listener?.(term);
    } catch (error) {
      this.report(error);
    }
  }

  private readonly report = (error: unknown): void => this.options.onError?.(error);
}
