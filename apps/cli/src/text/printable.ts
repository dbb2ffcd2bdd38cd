/**
 * Characters that steer a terminal or hide from the reader: controls, format characters (bidirectional
 * overrides among them), line and paragraph separators, lone surrogates. The two joiners stay: scripts and
 * emoji need them.
 */
const UNSAFE = /(?![\u200c\u200d])[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu;

const NAMED: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' };

/** Untrusted text as one line that cannot move the cursor, change colours or reorder what is around it. */
export function printable(text: string): string {
  return text.replace(UNSAFE, (character) => NAMED[character] ?? escape(character));
}

/** JSON of a value with the same characters escaped, still the same JSON. Indented where `indent` says so. */
export function printableJson(value: unknown, indent?: number): string {
  const json = JSON.stringify(value, null, indent) ?? 'null';
  return json.replace(UNSAFE, (character) => (character === '\n' ? character : jsonEscape(character)));
}

function escape(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  if (code < 0x100) return `\\x${code.toString(16).padStart(2, '0')}`;
  return `\\u{${code.toString(16)}}`;
}

function jsonEscape(character: string): string {
  return Array.from({ length: character.length }, (_, index) => {
    return `\\u${character.charCodeAt(index).toString(16).padStart(4, '0')}`;
  }).join('');
}
