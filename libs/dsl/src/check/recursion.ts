import { cut } from '../diagnostics/printable';
import type { Report } from '../diagnostics/report';
import type { Draft } from './draft';

/** Refuses subflows that name the template they stand in. Longer circles end at the depth of child runs. */
export function checkRecursion(draft: Draft, report: Report): void {
  for (const { ref, part } of draft.nodes) {
    if (part?.kind !== 'subflow' || !ref || ref.text !== draft.name) continue;
    report.add({
      mst: 'MST1211',
      message: `"${cut(ref.text)}" is this very template: a run of it would start runs without end`,
      range: ref.cursor.tree.range,
      path: ref.cursor.path,
      help: 'a loop or a map repeats a part of a template',
    });
  }
}
