import { MaestroError } from '@maestro/problems';
import { canonicalJson } from '../canonical';
import type { Json, JsonObject } from '../json';
import { limits } from '../limits';
import { setMember } from '../members';
import { evaluate } from './evaluate';
import { MASK } from '../secret';
import { closingBraces } from './lexical';
import { parseExpression } from './parse';
import type { Scope } from './scope';
import { SECRETS } from './secret-use';

const OPEN = '${{';

/** A piece of a template string: text as it is, or an expression at this offset of the string. */
export type Piece = { text: string } | { expression: string; at: number };

export type Pieces =
  { ok: true; pieces: Piece[] } | { ok: false; fault: 'unclosed' | 'too-many'; at: number };

/** Takes a string apart at its `${{ … }}`. White space around the only expression of a string does not count. */
export function piecesOf(template: string): Pieces {
  const pieces: Piece[] = [];
  let from = 0;
  let expressions = 0;
  for (let open = template.indexOf(OPEN); open !== -1; open = template.indexOf(OPEN, from)) {
    const start = open + OPEN.length;
    const end = closingBraces(template, start);
    if (end === -1) return { ok: false, fault: 'unclosed', at: open };
    if ((expressions += 1) > limits.placeholders) return { ok: false, fault: 'too-many', at: open };
    if (open > from) pieces.push({ text: template.slice(from, open) });
    pieces.push({ expression: template.slice(start, end), at: start });
    from = end + 2;
  }
  if (from < template.length) pieces.push({ text: template.slice(from) });
  const meaningful = pieces.filter((piece) => !('text' in piece) || piece.text.trim() !== '');
  const [only] = meaningful;
  return { ok: true, pieces: meaningful.length === 1 && only && 'expression' in only ? [only] : pieces };
}

export function hasExpression(template: string): boolean {
  return template.includes(OPEN);
}

/**
 * Replaces the `${{ … }}` in every string of a value. A string that is only one expression becomes its value;
 * otherwise strings are inserted as they are and other values as JSON. Keys are not templates, and what an
 * expression returns is data: it is not looked at again. What holds no expression comes back as the same object.
 * A secret is a mask: `insertSecrets`
 * puts it in where it may be. Throws as `evaluate` does.
 */
export function render(template: Json, scope: Scope): Json {
  if (typeof template === 'string') return hasExpression(template) ? renderText(template, scope) : template;
  if (template === null || typeof template !== 'object') return template;
  if (Array.isArray(template)) {
    const items = template.map((item) => render(item, scope));
    return items.some((item, index) => item !== template[index]) ? items : template;
  }
  return renderObject(template, scope);
}

function renderObject(template: JsonObject, scope: Scope): JsonObject {
  const result: JsonObject = {};
  let changed = false;
  for (const [key, member] of Object.entries(template)) {
    const rendered = render(member, scope);
    if (rendered !== member) changed = true;
    setMember(result, key, rendered);
  }
  return changed ? result : template;
}

function renderText(template: string, scope: Scope): Json {
  const pieces = partsOf(template);
  const [only] = pieces;
  if (pieces.length === 1 && only && 'expression' in only) return valueOf(only.expression, scope);
  let text = '';
  for (const piece of pieces) {
    text += 'text' in piece ? piece.text : asText(valueOf(piece.expression, scope));
    if (text.length > limits.stringLength)
      throw new MaestroError('expression-limit', `a string grows beyond ${limits.stringLength} characters`);
  }
  return text;
}

/** The pieces of a string, or what is wrong with it as an error. */
export function partsOf(template: string): Piece[] {
  const parts = piecesOf(template);
  if (parts.ok) return parts.pieces;
  if (parts.fault === 'unclosed')
    throw new MaestroError('expression-syntax', 'an expression is never closed with }}');
  throw new MaestroError('expression-limit', `a string holds more than ${limits.placeholders} expressions`);
}

function valueOf(expression: string, scope: Scope): Json {
  return asksForSecret(expression) ? MASK : evaluate(expression, scope);
}

/** Whether any expression of a string names a secret. */
export function namesSecret(template: string): boolean {
  if (!template.includes(SECRETS)) return false;
  const parts = piecesOf(template);
  return parts.ok && parts.pieces.some((piece) => 'expression' in piece && asksForSecret(piece.expression));
}

function asksForSecret(expression: string): boolean {
  if (!expression.includes(SECRETS)) return false;
  const outcome = parseExpression(expression);
  return outcome.ok && outcome.expression.names.uses.some(({ root }) => root === SECRETS);
}

export function asText(value: Json): string {
  return typeof value === 'string' ? value : canonicalJson(value);
}
