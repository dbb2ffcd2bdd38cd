import { createHash } from 'node:crypto';
import { MaestroError } from '@maestro/problems';

/** What a node names a tool by: `template:<name>`, `http:<toolset>.<operation>`, `mcp:<toolset>.<tool>`. */
export type ToolReference =
  { kind: 'template'; template: string } | { kind: 'http' | 'mcp'; toolset: string; tool: string };

/** Of a reference as text, for schemas. */
export const referencePattern =
  '^(template:[a-z0-9][a-z0-9._-]{0,127}|(http|mcp):[a-z][a-z0-9_-]{0,62}\\.[A-Za-z0-9_./-]{1,128})$';

const referenceForm = new RegExp(referencePattern);

/** @throws MaestroError `unknown-ref` for what is no reference */
export function parseReference(text: string): ToolReference {
  if (!referenceForm.test(text))
    throw new MaestroError(
      'unknown-ref',
      `"${text.slice(0, 64)}" names no tool: a tool is template:<name>, http:<toolset>.<operation> or mcp:<toolset>.<tool>.`,
    );
  const colon = text.indexOf(':');
  const kind = text.slice(0, colon) as ToolReference['kind'];
  const rest = text.slice(colon + 1);
  if (kind === 'template') return { kind, template: rest };
  const dot = rest.indexOf('.');
  return { kind, toolset: rest.slice(0, dot), tool: rest.slice(dot + 1) };
}

/** Names of functions, as providers of models take them. */
const LONGEST = 64;

/**
 * The name under which a model knows a tool. Providers take fewer characters than references have: what is replaced or cut is told
 * apart by a digest at the end.
 */
export function toolName(reference: string): string {
  const plain = reference.replace(/[^A-Za-z0-9_-]/g, '_');
  // The first separators of a reference are always replaced, and need no digest: `http:crm.get_user` is `http_crm_get_user`.
  const regular = /^(template:[a-z0-9-]+|(http|mcp):[a-z0-9-]+\.[A-Za-z0-9-][A-Za-z0-9_-]*)$/.test(reference);
  if (regular && plain.length <= LONGEST) return plain;
  const mark = createHash('sha256').update(reference).digest('hex').slice(0, 8);
  return `${plain.slice(0, LONGEST - mark.length - 1)}_${mark}`;
}

/** Which of these references a model or an author means by a name; null where it is none of them. */
export function meantBy(name: string, allowed: readonly string[]): string | null {
  return allowed.find((reference) => reference === name || toolName(reference) === name) ?? null;
}
