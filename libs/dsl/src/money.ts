/** A thousand million dollars: the most that an account holds. Whole numbers of micro-dollars up to it are exact. */
export const MOST_MICROS = 1_000_000_000_000_000;

/** `5.00 USD`: dollars with at most six decimals. There is no other currency. */
export const moneyPattern = /^([0-9]{1,9})(?:\.([0-9]{1,6}))? USD$/;

/** Micro-dollars of a text such as `5.00 USD`; null where it is none. */
export function parseMoney(text: string): number | null {
  const [, whole, fraction = ''] = moneyPattern.exec(text) ?? [];
  return whole === undefined ? null : Number(whole) * 1_000_000 + Number(fraction.padEnd(6, '0'));
}

/** The text of an amount, with at least two decimals: `0.0004 USD`. */
export function formatMoney(micros: number): string {
  const digits = String(Math.abs(micros)).padStart(7, '0');
  const fraction = digits.slice(-6).replace(/0{1,4}$/, '');
  return `${micros < 0 ? '-' : ''}${digits.slice(0, -6)}.${fraction} USD`;
}

/** What an attempt may cost at worst, before it is made. */
export type WorstCase =
  | { micros: number }
  | {
      model: string;
      maxInputTokens: number;
      maxOutputTokens: number;
      /** How often it is asked at most; once unless told. */
      calls?: number;
      /** Counts where the model has no price, and somebody allows that. */
      declaredMicros?: number | null;
    };

/** What is known of what an attempt has used. What is not known counts as the worst case. */
export type Usage =
  /** It provably sent nothing that costs money. */
  | { kind: 'nothing' }
  /** It costs what was declared. */
  | { kind: 'fixed' }
  | { kind: 'amount'; micros: number }
  | {
      kind: 'tokens';
      input: number;
      output: number;
      /** How often it was asked; once unless told. */
      calls?: number;
      /** Of whom, for the ledger alone. */
      provider?: string;
      model?: string;
    }
  | { kind: 'unknown' };
