import type { FieldProblem } from '@maestro/client';
import type { Context } from '../context';
import { ExitCode } from '../exit-code';
import { printable } from '../text/printable';
import { printFrames, readTemplate, templateFaults, type TemplateFile } from './template-file';

interface Verdict {
  file: string;
  valid: boolean;
  name: string | null;
  nodes: number | null;
  warnings: FieldProblem[];
  errors: FieldProblem[];
}

/** Has the server check each file and shows every fault in it; stores nothing. */
export async function validate(context: Context, paths: string[]): Promise<ExitCode> {
  const templates = paths.map(readTemplate);
  const verdicts: Verdict[] = [];
  for (const template of templates) {
    const verdict = await check(context, template);
    verdicts.push(verdict);
    if (!context.json) show(context, template, verdict);
  }
  if (context.json) context.printJson(verdicts);
  return verdicts.every(({ valid }) => valid) ? ExitCode.ok : ExitCode.validation;
}

async function check(context: Context, { path, text }: TemplateFile): Promise<Verdict> {
  try {
    const { name, nodes, warnings } = await context.connect().request('POST', '/api/templates/validate', {
      body: { source: text },
      signal: context.signal,
    });
    return { file: path, valid: true, name, nodes, warnings, errors: [] };
  } catch (error) {
    const errors = templateFaults(error);
    if (!errors) throw error;
    return { file: path, valid: false, name: null, nodes: null, warnings: [], errors };
  }
}

function show({ out, err }: Context, template: TemplateFile, verdict: Verdict): void {
  printFrames(err, template, { faults: verdict.warnings, severity: 'warning' });
  printFrames(err, template, { faults: verdict.errors, severity: 'error' });
  const file = printable(template.path);
  if (verdict.valid) out.line(`${out.colors.green('✓')} ${file}: ${counted(verdict.nodes ?? 0, 'node')}`);
  else out.line(`${out.colors.red('✗')} ${file}: ${counted(verdict.errors.length, 'fault')}`);
}

function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}
