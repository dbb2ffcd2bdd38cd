import type { Report } from '../diagnostics/report';
import { limits } from '../limits';
import { readJson } from './json-text';
import { entriesOf, rootOf, type Cursor, type Tree } from './tree';
import { readYaml } from './yaml-text';

export type Format = 'yaml' | 'json';

/** JSON where the name of the file or the first character says so, YAML otherwise. */
export function formatOf(text: string, file?: string): Format {
  if (file !== undefined && /\.json$/i.test(file)) return 'json';
  if (file !== undefined && /\.ya?ml$/i.test(file)) return 'yaml';
  return /^[\s\uFEFF]*\{/.test(text.slice(0, 4_096)) ? 'json' : 'yaml';
}

export interface Source {
  text: string;
  format: Format;
  /** What the limit of size is for, where the text was made from something else. */
  sent?: string;
}

/** Reads a text of either spelling. Null where there is no tree; then, and only then, the report has errors. */
export function readDocument({ text, format, sent = text }: Source, report: Report): Tree | null {
  const allowed = format === 'json' ? limits.jsonBytes : limits.yamlBytes;
  if (isLargerThan(sent, allowed)) {
    const message = `the text is larger than ${allowed / 1024} KiB, the limit for ${format.toUpperCase()}`;
    report.add({ mst: 'MST1008', message, range: { start: 0, end: 1 } });
    return null;
  }
  const tree = format === 'json' ? readJson(text, report) : readYaml(text, report);
  if (!tree) return null;
  checkStrings(tree, report);
  return report.failed ? null : tree;
}

/** Size in UTF-8 against a limit, without making the bytes. */
function isLargerThan(text: string, bytes: number): boolean {
  if (text.length > bytes) return true;
  if (text.length * 3 <= bytes) return false;
  let size = 0;
  for (let i = 0; i < text.length; i += 1) {
    const code = text.charCodeAt(i);
    size += code < 0x80 ? 1 : code < 0x800 || (code >= 0xd800 && code < 0xe000) ? 2 : 3;
  }
  return size > bytes;
}

/** Refuses what no database column can hold, and the one key that assignment could take for a prototype. */
function checkStrings(tree: Tree, report: Report): void {
  const seen = new Set<Tree>();
  const open: Cursor[] = [rootOf(tree)];
  for (let next = open.pop(); next; next = open.pop()) {
    const { tree: node, path } = next;
    if (seen.has(node)) continue;
    seen.add(node);
    if (node.type === 'scalar') {
      if (typeof node.value === 'string' && !isStorable(node.value))
        report.add({ mst: 'MST1013', message: UNSTORABLE, range: node.range, path });
      continue;
    }
    if (node.type === 'fields')
      for (const [key, { keyRange }] of node.fields) {
        if (key === '__proto__')
          report.add({
            mst: 'MST1101',
            message: 'the key "__proto__" is not allowed',
            range: keyRange,
            path: { parent: path, key },
          });
        else if (!isStorable(key)) report.add({ mst: 'MST1013', message: UNSTORABLE, range: keyRange, path });
      }
    for (const entry of entriesOf(next)) open.push(entry);
  }
}

const UNSTORABLE = 'a string may not hold U+0000 or half of a surrogate pair';

function isStorable(text: string): boolean {
  return !/[\0\p{Surrogate}]/u.test(text);
}
