import type { Usage } from '@maestro/dsl';
import type { TokenCount } from '@maestro/models';

/** What the calls of one attempt have used together. */
export class Spent {
  private calls = 0;
  private unknown = false;
  private input = 0;
  private output = 0;

  add(usage: TokenCount | null): void {
    this.calls += 1;
    if (usage) {
      this.input += usage.input;
      this.output += usage.output;
    } else this.unknown = true;
  }

  /** Whether it is certain that nothing was used. */
  isNothing(): boolean {
    return this.calls === 0;
  }

  /** A call of which nobody knows what it used. */
  lose(): void {
    this.calls += 1;
    this.unknown = true;
  }

  usage(about: { provider: string; model: string }): Usage {
    if (this.calls === 0) return { kind: 'nothing' };
    return this.unknown
      ? { kind: 'unknown' }
      : { kind: 'tokens', input: this.input, output: this.output, calls: this.calls, ...about };
  }

  /** For the result: null where it is no count. */
  counts(): { input_tokens: number | null; output_tokens: number | null } {
    const count = (value: number) => (!this.unknown && Number.isInteger(value) && value >= 0 ? value : null);
    return { input_tokens: count(this.input), output_tokens: count(this.output) };
  }
}
