import {
  compile,
  compileDocument,
  limits,
  toFieldProblems,
  type Diagnostic,
  type HandlerCatalog,
  type Plan,
  type ToolUse,
} from '@maestro/dsl';
import { MaestroError, problemKinds, type FieldProblem } from '@maestro/problems';
import type { PublishBody } from './publish-body';

export interface CompiledBody {
  plan: Plan;
  contentHash: string;
  format: 'json' | 'yaml';
  source: string;
  warnings: FieldProblem[];
  /** The tools that it names: whether they exist only the tenant knows. */
  tools: ToolUse[];
}

/**
 * Compiles what a body holds, stores nothing and runs nothing.
 *
 * @throws MaestroError `template-invalid` with all faults, or the fault that kept the text from being read at all
 */
export function compileBody(body: PublishBody, handlers: HandlerCatalog): CompiledBody {
  const { source, definition } = body;
  if ((source === undefined) === (definition === undefined)) throw eitherOr(source !== undefined);
  return definition === undefined
    ? compileText(source as string, handlers)
    : compileObject(definition, handlers);
}

function compileText(source: string, handlers: HandlerCatalog): CompiledBody {
  const format = /^\s*[{[]/.test(source) ? 'json' : 'yaml';
  if (format === 'yaml' && Buffer.byteLength(source) > limits.yamlBytes) {
    throw new MaestroError('payload-too-large', `A template in YAML may have ${limits.yamlBytes} bytes.`);
  }
  const result = compile(source, { format, handlers });
  if (!result.ok) throw templateInvalid(result.diagnostics, '');
  const { plan, contentHash, warnings, tools } = result;
  return { plan, contentHash, format, source, warnings: toFieldProblems(warnings), tools };
}

function compileObject(
  definition: NonNullable<PublishBody['definition']>,
  handlers: HandlerCatalog,
): CompiledBody {
  const prefix = '/definition';
  const result = compileDocument(definition, { handlers });
  if (!result.ok) throw templateInvalid(result.diagnostics, prefix);
  const { plan, contentHash } = result;
  const source = JSON.stringify(definition, null, 2);
  const warnings = within(prefix, toFieldProblems(result.warnings));
  const tools = result.tools.map((use) => ({ ...use, pointer: prefix + use.pointer }));
  return { plan, contentHash, format: 'json', source, warnings, tools };
}

function templateInvalid(diagnostics: readonly Diagnostic[], prefix: string): MaestroError {
  const faults = diagnostics.filter((diagnostic) => diagnostic.severity === 'error');
  const [first] = faults;
  const errors = within(prefix, toFieldProblems(diagnostics));
  // A text that could not be read has no template whose faults there would be.
  if (first && problemKinds[first.code].status === 400)
    return new MaestroError(first.code, first.message, { errors });
  const count = faults.length === 1 ? 'a fault' : `${faults.length} faults`;
  return new MaestroError('template-invalid', `The template has ${count}: ${first?.message ?? ''}`, {
    errors,
  });
}

function within(prefix: string, problems: FieldProblem[]): FieldProblem[] {
  return prefix
    ? problems.map((problem) => ({ ...problem, pointer: prefix + (problem.pointer ?? '') }))
    : problems;
}

function eitherOr(both: boolean): MaestroError {
  const message = 'Give the template either as `source` or as `definition`.';
  const [code, pointer] = both
    ? (['validation-failed', '/definition'] as const)
    : (['missing-field', '/source'] as const);
  return new MaestroError(code, message, { errors: [{ pointer, code, message }] });
}
