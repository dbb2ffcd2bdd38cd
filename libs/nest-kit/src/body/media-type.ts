/**
 * The media type of a request's body, in lower case; null where the header is missing or is not exactly a type
 * with, at most, `charset=utf-8`. No sniffing and no near misses: what a parser guesses, an attacker chooses.
 */
export function mediaTypeOf(header: string | undefined): string | null {
  const match = /^([a-z0-9!#$&^_.+-]+\/[a-z0-9!#$&^_.+-]+)(?: *; *charset=("?)utf-8\2)?$/i.exec(header ?? '');
  return match ? (match[1] as string).toLowerCase() : null;
}
