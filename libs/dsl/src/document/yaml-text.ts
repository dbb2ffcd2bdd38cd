import { Composer, CST, Lexer, Parser, type Document, type YAMLParseError } from 'yaml';
import type { Report } from '../diagnostics/report';
import { limits } from '../limits';
import type { Range } from './span';
import { UNQUOTED, YamlTreeBuilder } from './yaml-tree';
import type { Tree } from './tree';

/** Open collections, the document around them and the scalar inside them. */
const MAX_OPEN = limits.nesting + 2;

/**
 * Reads YAML 1.2 (core schema) into a tree with positions. Null where it cannot be read; all faults are reported.
 *
 * The lexer and the token parser of `yaml` work without recursion, its composer does not: nesting is measured on
 * the tokens, and only what is known to be shallow reaches the composer.
 */
export function readYaml(text: string, report: Report): Tree | null {
  const tokens = tokenize(text, report);
  if (!tokens || report.failed) return null;
  const document = compose(tokens, text, report);
  if (!document || report.failed) return null;
  return new YamlTreeBuilder(text, report).build(document.contents);
}

/** The tokens of a text that is not too deep; tags and directives are refused here, before they can do anything. */
function tokenize(text: string, report: Report): CST.Token[] | null {
  const parser = new Parser();
  const tokens: CST.Token[] = [];
  let aliases = 0;
  let errors = 0;
  let type: CST.TokenType | null = null;
  for (const lexeme of new Lexer().lex(text)) {
    const range = { start: parser.offset, end: parser.offset + Math.max(1, lexeme.length) };
    for (const token of parser.next(lexeme)) {
      tokens.push(token);
      if (token.type === 'error') errors += 1;
    }
    if (errors > limits.diagnostics) break;
    if (parser.stack.length > MAX_OPEN) {
      const message = `the document is nested more than ${limits.nesting} levels deep`;
      report.add({ mst: 'MST1004', message, range });
      return null;
    }
    // What follows the mark of a plain scalar is its text, whatever it looks like.
    type = type === 'scalar' ? null : CST.tokenType(lexeme);
    if (type === 'tag')
      report.add({ mst: 'MST1006', message: `the tag ${lexeme.slice(0, 80)} is not allowed`, range });
    if (type === 'directive-line' && !/^%YAML\s+1\.2\s*$/.test(lexeme))
      report.add({ mst: 'MST1002', message: 'directives are not part of this language', range });
    if (type === 'alias' && (aliases += 1) > limits.aliases) {
      report.add({ mst: 'MST1005', message: `more than ${limits.aliases} aliases`, range });
      return null;
    }
  }
  for (const token of parser.end()) tokens.push(token);
  return tokens;
}

function compose(tokens: CST.Token[], text: string, report: Report): Document.Parsed | null {
  const documents = withoutStackTraces(() => {
    const composer = new Composer({
      version: '1.2',
      schema: 'core',
      uniqueKeys: false, // compares every key with every other; the tree builder finds duplicates in linear time
      intAsBigInt: true,
      prettyErrors: false,
      logLevel: 'silent',
    });
    const composed: Document.Parsed[] = [];
    for (const document of composer.compose(tokens, true, text.length)) {
      composed.push(document);
      if (composed.length > 1) break; // one too many is enough; each costs a schema of its own
    }
    return composed;
  });
  const [first, second] = documents;
  if (second) {
    const start = second.range[0];
    report.add({
      mst: 'MST1010',
      message: 'the text holds more than one document',
      range: { start, end: start + 3 },
    });
  }
  reportErrors(first?.errors ?? [], text, report);
  return first ?? null;
}

/** Garbage gives an error per token; taking a stack trace for each would take most of the time. */
function withoutStackTraces<T>(work: () => T): T {
  const { stackTraceLimit } = Error;
  Error.stackTraceLimit = 0;
  try {
    return work();
  } finally {
    Error.stackTraceLimit = stackTraceLimit;
  }
}

function reportErrors(errors: readonly YAMLParseError[], text: string, report: Report): void {
  for (const { message, pos } of errors.slice(0, limits.diagnostics)) {
    const braces = unquotedBraces(text, pos[0]);
    if (braces) report.add({ mst: 'MST1011', message: UNQUOTED, range: braces });
    else report.add({ mst: 'MST1002', message, range: { start: pos[0], end: pos[1] } });
  }
}

/** An expression on the line of an error that no quote precedes: the likely cause. */
function unquotedBraces(text: string, at: number): Range | null {
  const lineStart = text.lastIndexOf('\n', at - 1) + 1;
  const line = text.slice(lineStart, lineStart + 2_000).split('\n', 1)[0] ?? '';
  const match = /(?:^|[\s,:[{])(\$?\{\{.*?\}\})/.exec(line);
  if (!match || match[1] === undefined) return null;
  const start = lineStart + match.index + match[0].length - match[1].length;
  return { start, end: start + match[1].length };
}
