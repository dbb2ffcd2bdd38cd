import { assemblePlan } from './assemble';
import { digest } from './canonical';
import { checkHandlers, checkNames } from './check/check-names';
import { checkGraph } from './check/graph';
import type { HandlerCatalog } from './check/handler-input';
import { checkInputSchema } from './check/input-schema';
import { toolUses, type ToolUse } from './check/marked-places';
import { readDefinition } from './check/read-document';
import { Reader } from './check/reader';
import { checkRecursion } from './check/recursion';
import type { Diagnostic } from './diagnostics/diagnostic';
import { Report } from './diagnostics/report';
import { formatOf, readDocument, type Format } from './document/read';
import { valueOf, type Tree } from './document/tree';
import type { Json } from './json';
import type { Plan } from './plan';
import { textOfValue } from './value-text';

export interface CompileOptions {
  /** Which spelling the text is in; by default the name of the file or the first character decides. */
  format?: Format;
  file?: string;
  /** Handlers that may be named. Without a catalog, every name is taken. */
  handlers?: HandlerCatalog;
}

export type CompileResult =
  | {
      ok: true;
      plan: Plan;
      /** The definition as plain data, aliases and merge keys resolved. */
      document: Json;
      warnings: Diagnostic[];
      /** SHA-256 of the document's canonical JSON: the same content is the same version. */
      contentHash: string;
      /** The tools that it names by constants, where a catalog says which inputs name some. Whether they exist is not known here. */
      tools: ToolUse[];
    }
  | {
      ok: false;
      /** All faults by position, at most a hundred, warnings among them. */
      diagnostics: Diagnostic[];
    };

/**
 * Compiles a template from its text, JSON or YAML. Whatever the text is, the answer is a plan or a list of faults:
 * it throws only where a handler's own schema is not acceptable.
 */
export function compile(source: string, options: CompileOptions = {}): CompileResult {
  const report = new Report();
  const format = options.format ?? formatOf(source, options.file);
  const tree = readDocument({ text: source, format }, report);
  return check(tree, source, { report, options });
}

/**
 * Compiles a definition that is already parsed. Pointers are those of the value; lines and columns are those of
 * its JSON text with two spaces of indentation.
 */
export function compileDocument(value: Json, options: Omit<CompileOptions, 'format'> = {}): CompileResult {
  const report = new Report();
  const { text, compact } = textOfValue(value);
  return check(readDocument({ text, format: 'json', sent: compact }, report), text, { report, options });
}

function check(
  tree: Tree | null,
  text: string,
  { report, options }: { report: Report; options: CompileOptions },
): CompileResult {
  const draft = tree && readDefinition(new Reader(report), tree);
  if (tree && draft) {
    const graph = checkGraph(draft, report);
    checkRecursion(draft, report);
    const inputs = draft.inputs && checkInputSchema(draft.inputs, report);
    const reads = checkNames({ draft, graph, inputs, text, report });
    const tools = options.handlers ? checkHandlers(draft, options.handlers, report) : [];
    if (!report.failed) {
      const document = valueOf(tree);
      const plan = assemblePlan({ draft, graph, reads, inputs });
      const found = { warnings: report.diagnostics(text), tools: toolUses(tools, text) };
      return { ok: true, plan, document, ...found, contentHash: digest(document) };
    }
  }
  return { ok: false, diagnostics: report.diagnostics(text) };
}
