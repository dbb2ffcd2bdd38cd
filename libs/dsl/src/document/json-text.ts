import { cut } from '../diagnostics/printable';
import type { Report } from '../diagnostics/report';
import { isInteger } from '../json';
import { limits } from '../limits';
import type { Range } from './span';
import type { Field, Path, Tree } from './tree';

/** Ends the reading at the first thing that is not JSON; everything after it would be guesswork. */
class SyntaxFault extends Error {
  constructor(
    message: string,
    readonly at: number,
    readonly mst: 'MST1001' | 'MST1004' = 'MST1001',
  ) {
    super(message);
  }
}

const ESCAPES: Readonly<Record<string, string>> = {
  '"': '"', '\\': '\\', '/': '/', b: '\b', f: '\f', n: '\n', r: '\r', t: '\t',
}; // prettier-ignore

/**
 * Reads JSON (RFC 8259) into a tree with positions. Strict: no comments, no trailing commas, no byte order mark.
 * Null where the text is not JSON; duplicate keys and numbers that cannot be kept are reported and passed over.
 */
export function readJson(text: string, report: Report): Tree | null {
  try {
    return new JsonReader(text, report).read();
  } catch (error) {
    if (!(error instanceof SyntaxFault)) throw error;
    const range = { start: error.at, end: error.at + 1 };
    report.add({ mst: error.mst, message: `${error.message} (offset ${error.at})`, range });
    return null;
  }
}

class JsonReader {
  private at = 0;

  constructor(
    private readonly text: string,
    private readonly report: Report,
  ) {}

  read(): Tree {
    if (this.text.startsWith('\uFEFF')) throw new SyntaxFault('the text begins with a byte order mark', 0);
    this.skipSpace();
    const tree = this.value(0, null);
    this.skipSpace();
    if (this.at < this.text.length) throw new SyntaxFault('the text goes on after its end', this.at);
    return tree;
  }

  private value(depth: number, path: Path | null): Tree {
    const char = this.text.charAt(this.at);
    if (char === '{' || char === '[') {
      if (depth >= limits.nesting)
        throw new SyntaxFault(
          `the document is nested more than ${limits.nesting} levels deep`,
          this.at,
          'MST1004',
        );
      return char === '{' ? this.object(depth + 1, path) : this.array(depth + 1, path);
    }
    const start = this.at;
    if (char === '"') {
      const { value, verbatim } = this.string();
      return { type: 'scalar', value, verbatim: verbatim ? start + 1 : null, range: { start, end: this.at } };
    }
    const value = char === '-' || isDigit(char) ? this.number(path) : this.word();
    return { type: 'scalar', value, verbatim: null, range: { start, end: this.at } };
  }

  private object(depth: number, path: Path | null): Tree {
    const start = this.at;
    const fields = new Map<string, Field>();
    this.at += 1;
    this.skipSpace();
    while (this.text.charAt(this.at) !== '}') {
      if (this.text.charAt(this.at) !== '"') throw this.unexpected('a key in double quotes');
      const keyStart = this.at;
      const { value: key } = this.string();
      const keyRange = { start: keyStart, end: this.at };
      this.skipSpace();
      this.expect(':');
      const value = this.value(depth, { parent: path, key });
      const first = fields.get(key);
      if (first) this.duplicate(keyRange, first.keyRange, { parent: path, key });
      else fields.set(key, { keyRange, value });
      this.next('}');
    }
    this.at += 1;
    return { type: 'fields', fields, range: { start, end: this.at } };
  }

  private array(depth: number, path: Path | null): Tree {
    const start = this.at;
    const items: Tree[] = [];
    this.at += 1;
    this.skipSpace();
    while (this.text.charAt(this.at) !== ']') {
      items.push(this.value(depth, { parent: path, key: items.length }));
      this.next(']');
    }
    this.at += 1;
    return { type: 'list', items, range: { start, end: this.at } };
  }

  /** Over the comma to the next element, or on to the closing bracket. */
  private next(close: string): void {
    this.skipSpace();
    if (this.text.charAt(this.at) === close) return;
    if (this.text.charAt(this.at) !== ',') throw this.unexpected(`"," or "${close}"`);
    const comma = this.at;
    this.at += 1;
    this.skipSpace();
    if (this.text.charAt(this.at) === close)
      throw new SyntaxFault(`a comma before "${close}" is not JSON`, comma);
  }

  private string(): { value: string; verbatim: boolean } {
    const start = this.at + 1;
    let value = '';
    let from = start;
    for (let at = start; ; at += 1) {
      const code = this.text.charCodeAt(at);
      if (Number.isNaN(code)) throw new SyntaxFault('a string is never closed', this.at);
      if (code < 0x20)
        throw new SyntaxFault('a string may not hold a control character; write it as an escape', at);
      if (code === 0x22) {
        value += this.text.slice(from, at);
        this.at = at + 1;
        return { value, verbatim: from === start };
      }
      if (code !== 0x5c) continue;
      value += this.text.slice(from, at);
      const escape = this.escape(at + 1);
      value += escape.value;
      from = escape.end;
      at = escape.end - 1;
    }
  }

  private escape(at: number): { value: string; end: number } {
    const char = this.text.charAt(at);
    if (char === 'u') {
      const hex = this.text.slice(at + 1, at + 5);
      if (!/^[0-9a-fA-F]{4}$/.test(hex)) throw new SyntaxFault('\\u needs four hex digits', at - 1);
      return { value: String.fromCharCode(parseInt(hex, 16)), end: at + 5 };
    }
    const value = Object.hasOwn(ESCAPES, char) ? ESCAPES[char] : undefined;
    if (value === undefined) throw new SyntaxFault(`"\\${char}" is not an escape of JSON`, at - 1);
    return { value, end: at + 1 };
  }

  private number(path: Path | null): number {
    const start = this.at;
    const pattern = /-?(?:0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?/y;
    pattern.lastIndex = start;
    const match = pattern.exec(this.text);
    if (!match) throw new SyntaxFault('this is not a number', start);
    this.at = start + match[0].length;
    if (/[\w.]/.test(this.text.charAt(this.at)))
      throw new SyntaxFault('this is not a number as JSON writes it', start);
    const value = Number(match[0]);
    const whole = match[1] === undefined && match[2] === undefined;
    if (!Number.isFinite(value) || (whole && !isExact(match[0], value))) {
      const message = `${cut(match[0])} cannot be represented: ${whole ? 'integers end at 2^53' : 'it is too large'}`;
      this.report.add({ mst: 'MST1009', message, range: { start, end: this.at }, path });
      return 0;
    }
    return value === 0 ? 0 : value;
  }

  private word(): boolean | null {
    for (const [word, value] of [
      ['true', true],
      ['false', false],
      ['null', null],
    ] as const) {
      if (!this.text.startsWith(word, this.at) || /\w/.test(this.text.charAt(this.at + word.length)))
        continue;
      this.at += word.length;
      return value;
    }
    throw this.unexpected('a value');
  }

  private duplicate(range: Range, first: Range, path: Path): void {
    this.report.add({
      mst: 'MST1003',
      message: `the key "${cut(String(path.key))}" appears twice`,
      range,
      path,
      related: [{ message: 'first given here', range: first }],
    });
  }

  private expect(char: string): void {
    if (this.text.charAt(this.at) !== char) throw this.unexpected(`"${char}"`);
    this.at += 1;
    this.skipSpace();
  }

  private unexpected(wanted: string): SyntaxFault {
    const found = this.text.charAt(this.at);
    if (found === '') return new SyntaxFault(`the text ends where ${wanted} should stand`, this.at);
    const hint = found === "'" ? '; strings stand in double quotes' : '';
    return new SyntaxFault(`expected ${wanted}, found ${JSON.stringify(found)}${hint}`, this.at);
  }

  private skipSpace(): void {
    for (;;) {
      const code = this.text.charCodeAt(this.at);
      if (code !== 0x20 && code !== 0x0a && code !== 0x0d && code !== 0x09) return;
      this.at += 1;
    }
  }
}

/** Whether an integer is what was written: 2^53 is, and 2^53 + 1 is not. */
function isExact(written: string, value: number): boolean {
  return isInteger(value) && (Number.isSafeInteger(value) || BigInt(written) === BigInt(value));
}

function isDigit(char: string): boolean {
  return char >= '0' && char <= '9';
}
