import { ProblemError, type FieldProblem } from '@maestro/client';
import type { Context } from '../context';
import { ExitCode, exitCodeOfProblem } from '../exit-code';
import { readTextFile } from '../files';
import type { Output } from '../output';
import { renderFrame } from '../text/frame';

export interface TemplateFile {
  path: string;
  text: string;
}

/** The server's limit for JSON; its smaller one for YAML it says itself. */
const MAX_TEMPLATE_BYTES = 4 * 1024 * 1024;
const DEFAULT_COLUMNS = 100;

/** Throws CliFault (usage) for what is not a readable text file of at most 4 MiB. */
export function readTemplate(path: string): TemplateFile {
  return { path, text: readTextFile(path, MAX_TEMPLATE_BYTES) };
}

/** The faults of the document the server names; null where the refusal is about something else. */
export function templateFaults(error: unknown): FieldProblem[] | null {
  if (!(error instanceof ProblemError) || exitCodeOfProblem(error.problem) !== ExitCode.validation)
    return null;
  if (error.errors.length > 0) return error.errors;
  return [{ code: error.code, message: error.problem.detail }];
}

/** Shows the faults of a template that was refused; false where the refusal is about something else. */
export function reportTemplateFaults(context: Context, template: TemplateFile, error: unknown): boolean {
  const faults = context.json ? null : templateFaults(error);
  if (!faults) return false;
  printFrames(context.err, template, { faults, severity: 'error' });
  return true;
}

/** Each fault as a frame, an empty line between. */
export function printFrames(
  output: Output,
  template: TemplateFile,
  { faults, severity }: { faults: FieldProblem[]; severity: 'error' | 'warning' },
): void {
  const style = { colors: output.colors, severity, columns: output.columns ?? DEFAULT_COLUMNS };
  for (const fault of faults) {
    for (const line of renderFrame(fault, { file: template.path, text: template.text }, style))
      output.line(line);
    output.line();
  }
}
