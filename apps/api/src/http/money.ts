import { parseMoney } from '@maestro/dsl';
import { MaestroError } from '@maestro/problems';

/** Micro-dollars of an amount in a body, such as `5.00 USD`. @throws MaestroError `out-of-range` */
export function amountIn(text: string, pointer: string): number {
  const micros = parseMoney(text);
  if (micros !== null) return micros;
  const message = 'This must be an amount such as "5.00 USD": dollars, at most nine digits and six decimals.';
  throw new MaestroError('out-of-range', `${pointer}: ${message}`, {
    errors: [{ pointer, code: 'out-of-range', message }],
  });
}

/** Cents, with as many decimals as it takes. */
export function centsOf(micros: number): number {
  return micros / 10_000;
}
