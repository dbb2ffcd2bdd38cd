import type { Usage } from '@maestro/dsl';
import { MaestroError } from '@maestro/problems';
import type { Purse, Serving } from '@maestro/retrieval';

/** Pays for vectors out of what was reserved for an attempt before it began. */
export class AttemptPurse implements Purse {
  private allowed = 0;
  private used = 0;
  private underWay = 0;
  private requests = 0;

  /** Tells `bill` what the attempt has used so far. */
  constructor(private readonly bill: (usage: Usage) => void) {}

  /** The work begins: what it does not send from here on costs nothing. */
  begin(): void {
    if (this.allowed > 0) this.tell(this.used);
  }

  /** So many tokens are reserved for. */
  allow(tokens: number): void {
    this.allowed = tokens;
  }

  async reserve({ price }: Serving, tokens: number): Promise<void> {
    // The collection was changed since, or documents were: another attempt reserves for what there is to do now.
    if (this.used + tokens > this.allowed)
      throw new MaestroError('in-progress', 'There is more to pay for than was reserved.', {
        retryable: true,
      });
    if (this.requests > 0 && price?.call_nanos)
      throw new MaestroError(
        'limit-exceeded',
        'The model has a price for each call, and this takes several: bring fewer documents.',
      );
    this.requests += 1;
    this.underWay = tokens;
    // Until its answer is here it counts as what it can be.
    this.tell(this.used + tokens);
  }

  async settle(tokens: number | 'nothing' | 'unknown'): Promise<void> {
    // Of what nobody knows the most is charged, and not more: what other requests have read is known.
    this.used += tokens === 'nothing' ? 0 : tokens === 'unknown' ? this.underWay : tokens;
    this.underWay = 0;
    this.tell(this.used);
  }

  private tell(input: number): void {
    this.bill(input === 0 ? { kind: 'nothing' } : { kind: 'tokens', input, output: 0 });
  }
}
