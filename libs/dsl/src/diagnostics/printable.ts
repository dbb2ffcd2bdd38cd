/**
 * Text of users on one line and harmless for a terminal: line breaks become spaces, controls and marks that turn
 * the direction of writing are made visible.
 */
export function printable(text: string): string {
  return text.replace(/[\t\n\r]+/g, ' ').replace(/[\p{Cc}\p{Bidi_Control}\u2028\u2029]/gu, '\uFFFD');
}

/** The beginning of a word that may be of any length. */
export function cut(text: string): string {
  return text.length > 64 ? `${text.slice(0, 63)}…` : text;
}
