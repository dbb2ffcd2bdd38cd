import { MaestroError } from '@maestro/problems';
import { canonicalJson } from '../canonical';
import type { Json, JsonObject } from '../json';
import { limits } from '../limits';
import { setMember } from '../members';
import { evaluate } from './evaluate';
import { closingBraces } from './lexical';
import type { Scope } from './scope';

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
 * Throws as `evaluate` does.
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
  const parts = piecesOf(template);
  if (!parts.ok) {
    if (parts.fault === 'unclosed')
      throw new MaestroError('expression-syntax', 'an expression is never closed with }}');
    throw new MaestroError('expression-limit', `a string holds more than ${limits.placeholders} expressions`);
  }
  const [only] = parts.pieces;
  if (parts.pieces.length === 1 && only && 'expression' in only) return evaluate(only.expression, scope);
  let text = '';
  for (const piece of parts.pieces) {
    text += 'text' in piece ? piece.text : asText(evaluate(piece.expression, scope));
    if (text.length > limits.stringLength)
      throw new MaestroError('expression-limit', `a string grows beyond ${limits.stringLength} characters`);
  }
  return text;
}

function asText(value: Json): string {
  return typeof value === 'string' ? value : canonicalJson(value);
}
