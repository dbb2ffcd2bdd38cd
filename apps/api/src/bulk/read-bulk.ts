import { allRuns, type BulkAction, type BulkFilter } from '@maestro/engine';
import { checkFields } from '@maestro/nest-kit';
import { endedRunStatuses, openRunStatuses, parseId } from '@maestro/persistence';
import { MaestroError, type ProblemCode } from '@maestro/problems';
import { parseLabelFilter } from '../runs/labels';
import { BulkFilterBody, type BulkBody } from './bulk.dto';

const INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d{1,9})?)?(Z|[+-]\d\d:\d\d)$/;

/**
 * Which runs a body means.
 *
 * @throws MaestroError with a pointer
 */
export function readBulk({ action, filter, ids }: BulkBody): BulkFilter {
  if (filter !== undefined && ids !== undefined)
    throw fault('conflicting-fields', '/ids', 'Say which runs either by `filter` or by `ids`.');
  if (filter === undefined && ids === undefined)
    throw fault('missing-field', '/filter', 'Say which runs: by `filter`, or by `ids`.');
  return ids === undefined
    ? { ...allRuns, ...readFilter(action, filter ?? {}) }
    : { ...allRuns, ids: ids.map(runIdAt) };
}

function runIdAt(text: string, index: number): string {
  const id = parseId('run', text);
  if (id === null) throw fault('invalid-id', `/ids/${index}`, 'This must be the id of a run (run_…).');
  return id;
}

function readFilter(action: BulkAction, given: object): Omit<BulkFilter, 'ids'> {
  const { status, template_id, label, created_before, created_after } = fieldsOf(given);
  const applies: readonly string[] =
    action === 'retry_failed' ? endedRunStatuses.filter((word) => word !== 'succeeded') : openRunStatuses;
  const wrong = (status ?? []).findIndex((word) => !applies.includes(word));
  if (wrong >= 0)
    throw fault(
      'validation-failed',
      `/filter/status/${wrong}`,
      `To ${action} means one of ${applies.join(', ')}.`,
    );
  // What somebody cancelled, or meant to tolerate, is repeated only where it is asked for.
  const usual = action === 'retry_failed' ? ['failed', 'timed_out'] : null;
  const templateId = template_id === undefined ? null : parseId('tpl', template_id);
  if (template_id !== undefined && templateId === null)
    throw fault('invalid-id', '/filter/template_id', 'This must be the id of a template (tpl_…).');
  const labels = label === undefined ? [] : parseLabelFilter(label);
  if (labels === null)
    throw fault(
      'validation-failed',
      '/filter/label',
      'This must be labels as key:value, separated by commas.',
    );
  return {
    statuses: status ?? usual,
    templateId,
    labels,
    createdBefore: instantIn('/filter/created_before', created_before),
    createdAfter: instantIn('/filter/created_after', created_after),
  };
}

function fieldsOf(given: object): BulkFilterBody {
  try {
    return checkFields(BulkFilterBody, given as Parameters<typeof checkFields>[1]);
  } catch (error) {
    if (!(error instanceof MaestroError)) throw error;
    const errors = (error.errors ?? []).map((one) => ({ ...one, pointer: `/filter${one.pointer ?? ''}` }));
    throw new MaestroError(error.code, `/filter${error.message}`, { errors });
  }
}

function instantIn(pointer: string, text: string | undefined): Date | null {
  if (text === undefined) return null;
  const instant = new Date(INSTANT.test(text) ? text : NaN);
  if (Number.isNaN(instant.getTime()))
    throw fault('validation-failed', pointer, 'This must be an instant such as 2026-01-31T08:00:00Z.');
  return instant;
}

function fault(code: ProblemCode, pointer: string, message: string): MaestroError {
  return new MaestroError(code, `${pointer}: ${message}`, { errors: [{ pointer, code, message }] });
}
