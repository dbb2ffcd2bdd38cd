/** What stands wherever a secret would. */
export const MASK = '***';

/**
 * The value of a secret on its way to a handler. It cannot be turned into text by accident: every conversion, and every
 * copy, gives the mask. `reveal()` gives the value, and is called where a handler's input is handed over, nowhere else.
 */
export class Secret {
  readonly #value: string;
  /** The only thing that copies of this object have. */
  readonly masked = MASK;

  constructor(value: string) {
    this.#value = value;
    Object.freeze(this);
  }

  /** The value itself. Whoever asks makes sure that it goes nowhere but where it is meant to. */
  reveal(): string {
    return this.#value;
  }

  toString(): string {
    return MASK;
  }

  toJSON(): string {
    return MASK;
  }

  [Symbol.toPrimitive](): string {
    return MASK;
  }

  /** What `console.log` and `util.inspect` of Node show. */
  [Symbol.for('nodejs.util.inspect.custom')](): string {
    return MASK;
  }
}
