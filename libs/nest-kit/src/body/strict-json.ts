import { MaestroError, type FieldProblem, type ProblemCode } from '@maestro/problems';

/** A value as JSON knows it. */
export type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

/** Levels of lists and objects: what comes after us may recurse. */
const MAX_DEPTH = 64;
const MAX_FAULTS = 20;

/** Texts that JSON can spell and the database cannot store: U+0000 and halves of surrogate pairs. */
const unstorable = /\u0000|\p{Surrogate}/u;

const numberPattern = /-?(?:0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?/y;

/**
 * Parses JSON (RFC 8259) and refuses what other parsers pass over in silence: a key that appears twice, a number
 * that would come out as another, `__proto__`, more than 64 levels, texts that cannot be stored.
 *
 * @throws MaestroError `malformed-json`, `duplicate-key`, `too-deep` at the first fault of that kind;
 *   `unknown-field`, `out-of-range` (or `validation-failed` for a mixture) with all of them
 */
export function parseStrictJson(bytes: Uint8Array): Json {
  const parser = new StrictJsonParser(decode(bytes));
  return parser.parse();
}

function decode(bytes: Uint8Array): string {
  try {
    // The byte order mark is kept, so that it is refused like any other stray character.
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch (cause) {
    throw new MaestroError('malformed-json', 'The body is not valid UTF-8.', { cause });
  }
}

class StrictJsonParser {
  private at = 0;
  private readonly path: (string | number)[] = [];
  private readonly faults: FieldProblem[] = [];

  constructor(private readonly text: string) {}

  parse(): Json {
    this.skipSpace();
    const value = this.value();
    this.skipSpace();
    if (this.at < this.text.length) this.malformed('there is text behind the end of the value');
    this.throwFaults();
    return value;
  }

  private value(): Json {
    const letter = this.text[this.at];
    if (letter === '{') return this.object();
    if (letter === '[') return this.list();
    if (letter === '"') return this.string();
    if (letter === 't') return this.word('true', true);
    if (letter === 'f') return this.word('false', false);
    if (letter === 'n') return this.word('null', null);
    return this.number();
  }

  private object(): Json {
    const object: { [key: string]: Json } = {};
    this.open();
    if (this.closes('}')) return object;
    for (;;) {
      const start = this.at;
      if (this.text[this.at] !== '"') this.malformed('a key in double quotes is expected');
      const key = this.string();
      this.path.push(key);
      if (Object.hasOwn(object, key))
        this.stop('duplicate-key', `The key ${quote(key)} appears twice.`, start);
      this.skipSpace();
      this.expect(':');
      const value = this.value();
      // Assigned, it would become the prototype and vanish from the sight of every check that follows.
      if (key === '__proto__') this.fault('unknown-field', 'This name is never a field.', start);
      else object[key] = value;
      this.path.pop();
      if (this.ends('}')) return object;
    }
  }

  private list(): Json {
    const list: Json[] = [];
    this.open();
    if (this.closes(']')) return list;
    for (;;) {
      this.path.push(list.length);
      list.push(this.value());
      this.path.pop();
      if (this.ends(']')) return list;
    }
  }

  /** Steps into an object or list; `path` has one part for each that is open around this one. */
  private open(): void {
    if (this.path.length >= MAX_DEPTH) {
      this.stop('too-deep', `The body is nested more than ${MAX_DEPTH} levels deep.`, this.at);
    }
    this.at += 1;
    this.skipSpace();
  }

  private closes(bracket: string): boolean {
    if (this.text[this.at] !== bracket) return false;
    this.at += 1;
    return true;
  }

  /** After a member: true at the closing bracket, false at a comma that another member follows. */
  private ends(bracket: string): boolean {
    this.skipSpace();
    if (this.closes(bracket)) return true;
    this.expect(',');
    return false;
  }

  private expect(letter: string): void {
    if (this.text[this.at] !== letter) this.malformed(`"${letter}" is expected`);
    this.at += 1;
    this.skipSpace();
  }

  private string(): string {
    const start = this.at;
    let escaped = false;
    for (this.at += 1; ; this.at += 1) {
      const code = this.text.charCodeAt(this.at);
      if (code === 0x22) break;
      if (code === 0x5c) {
        escaped = true;
        this.at += 1;
      } else if (!(code >= 0x20)) {
        this.malformed(Number.isNaN(code) ? 'a text does not end' : 'a control character stands in a text');
      }
    }
    this.at += 1;
    if (!escaped) return this.text.slice(start + 1, this.at - 1);
    return this.unescape(start);
  }

  /** Well-formed UTF-8 holds nothing unstorable and control characters are refused: only escapes can bring it in. */
  private unescape(start: number): string {
    let text: string;
    try {
      text = JSON.parse(this.text.slice(start, this.at)) as string;
    } catch {
      return this.stop(
        'malformed-json',
        `The text at offset ${start} has an escape that JSON does not know.`,
        start,
      );
    }
    if (unstorable.test(text)) {
      const message = 'The text holds U+0000 or half of a surrogate pair, which cannot be stored.';
      this.fault('out-of-range', message, start);
    }
    return text;
  }

  private number(): number {
    numberPattern.lastIndex = this.at;
    const match = numberPattern.exec(this.text);
    if (!match) return this.malformed('a value is expected');
    const start = this.at;
    this.at = numberPattern.lastIndex;
    const value = Number(match[0]);
    const whole = match[1] === undefined && match[2] === undefined;
    if (whole ? !Number.isSafeInteger(value) : !Number.isFinite(value)) {
      this.fault('out-of-range', `The number ${cut(match[0])} cannot be kept exactly.`, start);
    }
    return value;
  }

  private word<T extends Json>(word: string, value: T): T {
    if (!this.text.startsWith(word, this.at)) return this.malformed('a value is expected');
    this.at += word.length;
    return value;
  }

  private skipSpace(): void {
    for (;;) {
      const code = this.text.charCodeAt(this.at);
      if (code !== 0x20 && code !== 0x0a && code !== 0x0d && code !== 0x09) return;
      this.at += 1;
    }
  }

  private malformed(reason: string): never {
    return this.stop(
      'malformed-json',
      `The body is not valid JSON at offset ${this.at}: ${reason}.`,
      this.at,
    );
  }

  private stop(code: ProblemCode, detail: string, at: number): never {
    throw new MaestroError(code, detail, { errors: [this.problem(code, detail, at)] });
  }

  private fault(code: ProblemCode, message: string, at: number): void {
    if (this.faults.length < MAX_FAULTS) this.faults.push(this.problem(code, message, at));
  }

  private throwFaults(): void {
    const [first, ...rest] = this.faults;
    if (!first) return;
    const code = rest.every((fault) => fault.code === first.code) ? first.code : 'validation-failed';
    throw new MaestroError(code, `${first.pointer}: ${first.message}`, { errors: this.faults });
  }

  private problem(code: ProblemCode, message: string, at: number): FieldProblem {
    const before = this.text.slice(0, at).split('\n');
    const pointer = this.path.map((part) => `/${escapePointer(String(part))}`).join('');
    return { pointer, code, message, line: before.length, column: (before.at(-1)?.length ?? 0) + 1 };
  }
}

/** One part of a JSON pointer (RFC 6901), cut where it is long. */
export function escapePointer(part: string): string {
  return cut(part).replaceAll('~', '~0').replaceAll('/', '~1');
}

function quote(key: string): string {
  return JSON.stringify(cut(key));
}

function cut(text: string): string {
  return text.length <= 64 ? text : `${text.slice(0, 63)}…`;
}
