import { truncate } from '@maestro/problems';
import { LineIndex, type Range } from '../document/span';
import { pointerOf, type Path } from '../document/tree';
import { limits } from '../limits';
import { diagnosticKinds, type MstCode } from './codes';
import type { Diagnostic } from './diagnostic';
import { printable } from './printable';
import { nearest } from './suggest';

export interface Fault {
  mst: MstCode;
  message: string;
  range: Range;
  path?: Path | null;
  /** Written word and what it could have been: the nearest becomes the suggestion. */
  meant?: { word: string; candidates: Iterable<string> };
  suggestion?: string;
  help?: string;
  related?: { message: string; range: Range }[];
}

/** Beyond this many faults of one document, more are not even kept. */
const MAX_KEPT = 10_000;
/** Room for a long cycle. */
const MAX_MESSAGE = 4_000;
/** Words that the search for suggestions may look at, over all faults of a document. */
const MAX_COMPARED = 300_000;

/** Collects the faults of one document; everything costly is done once, for those that are reported. */
export class Report {
  private readonly faults: Fault[] = [];
  private errors = 0;

  add(fault: Fault): void {
    if (diagnosticKinds[fault.mst].severity !== 'warning') this.errors += 1;
    if (this.faults.length < MAX_KEPT) this.faults.push(fault);
  }

  get failed(): boolean {
    return this.errors > 0;
  }

  /** The faults by position, each once, the first hundred. */
  diagnostics(text: string): Diagnostic[] {
    const lines = new LineIndex(text);
    const seen = new Set<string>();
    const sorted = [...this.faults].sort(
      (a, b) => a.range.start - b.range.start || a.range.end - b.range.end,
    );
    const unique = sorted.filter((fault) => {
      const key = `${fault.range.start} ${fault.mst} ${fault.message}`;
      return !seen.has(key) && seen.add(key);
    });
    const errorsFirst = unique.length > limits.diagnostics ? withoutWarnings(unique) : unique;
    const suggest = suggester();
    return errorsFirst
      .slice(0, limits.diagnostics)
      .map((fault) => toDiagnostic(fault, lines, suggest(fault)));
  }
}

/** Where not everything can be shown, no error is dropped for a warning. */
function withoutWarnings(faults: Fault[]): Fault[] {
  const errors = faults.filter((fault) => diagnosticKinds[fault.mst].severity !== 'warning');
  return errors.length > 0 ? errors : faults;
}

function suggester(): (fault: Fault) => string | undefined {
  let compared = 0;
  return ({ suggestion, meant }) => {
    if (suggestion !== undefined || !meant) return suggestion;
    const candidates = [...meant.candidates];
    if (compared > 0 && compared + candidates.length > MAX_COMPARED) return undefined;
    compared += candidates.length;
    return nearest(meant.word, candidates);
  };
}

function toDiagnostic(fault: Fault, lines: LineIndex, suggestion: string | undefined): Diagnostic {
  const { code, severity } = diagnosticKinds[fault.mst];
  return {
    mst: fault.mst,
    code,
    severity: severity ?? 'error',
    message: truncate(printable(fault.message), MAX_MESSAGE),
    span: lines.span(fault.range),
    pointer: pointerOf(fault.path ?? null),
    ...(suggestion === undefined ? {} : { suggestion }),
    ...(fault.help === undefined ? {} : { help: fault.help }),
    ...(fault.related
      ? { related: fault.related.map(({ message, range }) => ({ message, span: lines.span(range) })) }
      : {}),
  };
}
