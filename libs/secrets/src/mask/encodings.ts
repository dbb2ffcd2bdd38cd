/** A text to look for. */
export interface Pattern {
  text: string;
  /**
   * How the searched text is read: as it is; without its line breaks, since programs wrap what they encode; or as bytes, with
   * `%41` for A, since every program has its own idea of what to escape in an address.
   */
  view: View;
}

export type View = 'plain' | 'unwrapped' | 'unescaped';

/** The most characters of a text that what it matches can take. */
export function reachOf({ text, view }: Pattern): number {
  if (view === 'plain') return text.length;
  return view === 'unwrapped' ? Math.ceil(text.length * WRAPPING) + 2 : text.length * 3;
}

/** Shorter texts stand in too much that has nothing to do with the secret. */
const MIN_LENGTH = 4;
/** A line of a longer secret that is looked for by itself. */
const MIN_LINE = 8;
/** The shortest line that programs wrap encoded text at, and what the breaks add to the length. */
const WRAP_AT = 60;
const WRAPPING = 1.1;

/**
 * The forms in which the value of a secret turns up: as it is, and as JSON, URLs, HTML, shells and the usual encodings
 * write it.
 */
export function patternsOf(value: string): Pattern[] {
  const patterns = new Map<string, Pattern>();
  const add = (view: View, texts: readonly string[]): void => {
    for (const text of texts) if (text.length >= MIN_LENGTH) patterns.set(`${view} ${text}`, { text, view });
  };
  for (const text of [value, ...linesOf(value)]) {
    add('plain', [text, ...inJson(text), ...inHtml(text), ...inShells(text)]);
    add('unescaped', inUrls(text));
    for (const form of [...inBase64(text), ...inHex(text)])
      add(form.length > WRAP_AT ? 'unwrapped' : 'plain', [form]);
  }
  return [...patterns.values()];
}

/** A key of many lines is often printed line by line. */
function linesOf(value: string): string[] {
  const lines = value.split(/\r?\n/).map((line) => line.trim());
  const trimmed = value.trim();
  const whole = trimmed !== value && trimmed.length >= MIN_LENGTH ? [trimmed] : [];
  return lines.length === 1 ? whole : [...whole, ...lines.filter((line) => line.length >= MIN_LINE)];
}

function inJson(text: string): string[] {
  const plain = JSON.stringify(text).slice(1, -1);
  const ascii = escape(plain, /[^\x20-\x7e]/g, unicode);
  const html = escape(plain, /[<>&'\u2028\u2029]/g, unicode);
  return [plain, plain.replaceAll('/', '\\/'), ascii, html, escape(html, /[^\x20-\x7e]/g, unicode)].flatMap(
    (form) => [form, JSON.stringify(form).slice(1, -1), capitalEscapes(form)],
  );
}

function unicode(char: string): string {
  return Array.from(
    { length: char.length },
    (_, i) => `\\u${char.charCodeAt(i).toString(16).padStart(4, '0')}`,
  ).join('');
}

function capitalEscapes(text: string): string {
  return text.replace(/\\u([0-9a-f]{4})/g, (_, hex: string) => `\\u${hex.toUpperCase()}`);
}

/** Its bytes, and those with + for a space, as forms have it. */
function inUrls(text: string): string[] {
  const bytes = Buffer.from(text).toString('latin1');
  return [bytes, bytes.replaceAll(' ', '+')];
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

function inHtml(text: string): string[] {
  const named = text.replace(/[&<>"']/g, (char) => entities[char] ?? char);
  return [
    named,
    text.replace(/[&<>]/g, (char) => entities[char] ?? char),
    named.replaceAll('&#39;', '&#x27;'),
    named.replaceAll('&#39;', '&apos;'),
    named.replaceAll('&quot;', '&#34;'),
  ];
}

function inShells(text: string): string[] {
  return [
    text.replace(/[\\"$`]/g, '\\$&'),
    text.replace(/[\\"$`!]/g, '\\$&'),
    text.replaceAll("'", "'\\''"),
    text.replaceAll("'", `'"'"'`),
    // As `printf %q` and traces of a shell write it.
    text.replace(/[^A-Za-z0-9_@%+=:,./-]/g, '\\$&'),
  ];
}

/** Inside a longer text the first and last characters depend on what stands around: only those between are sure. */
function inBase64(text: string): string[] {
  const bytes = Buffer.from(text);
  const forms = [0, 1, 2].map((shift) => {
    const coded = Buffer.concat([Buffer.alloc(shift), bytes]).toString('base64');
    const sure = Math.floor(((shift + bytes.length) * 8) / 6);
    return coded.slice(Math.ceil((shift * 8) / 6), sure);
  });
  return forms.flatMap((form) => [form, form.replaceAll('+', '-').replaceAll('/', '_')]);
}

function inHex(text: string): string[] {
  const bytes = [...Buffer.from(text)].map(hex);
  const plain = bytes.join('');
  const spaced = [bytes.join(' '), bytes.join(':'), bytes.map((byte) => `\\x${byte}`).join('')];
  return [plain, ...spaced].flatMap((form) => [form, form.replace(/[a-f]/g, (digit) => digit.toUpperCase())]);
}

function hex(byte: number): string {
  return byte.toString(16).padStart(2, '0');
}

function escape(text: string, chars: RegExp, how: (char: string) => string): string {
  return text.replace(chars, how);
}
