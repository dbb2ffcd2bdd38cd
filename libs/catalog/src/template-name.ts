import { MaestroError } from '@maestro/problems';
import { parseId } from '@maestro/persistence';

const pattern = /^[a-z0-9][a-z0-9._-]{0,127}$/;

/** True for what may name a template. What reads as a template's id may not: a path holds either. */
export function isTemplateName(name: string): boolean {
  return pattern.test(name) && parseId('tpl', name) === null;
}

/** @throws MaestroError `invalid-name` */
export function checkTemplateName(name: string): void {
  if (isTemplateName(name)) return;
  throw new MaestroError(
    'invalid-name',
    'A template name has 1 to 128 characters of a-z, 0-9, ".", "_" and "-", starts with a letter or digit, and does ' +
      'not look like an id (tpl_…).',
  );
}

/** What agents play, and the plans that runs propose, are published under these: whoever knows the name knows whose it is. */
const kept = /^(agent|plan)\./;

/**
 * Of a template that people publish by themselves.
 *
 * @throws MaestroError `invalid-name`, also for the names of what agents play and of plans that were proposed
 */
export function checkPublishedName(name: string): void {
  checkTemplateName(name);
  if (!kept.test(name)) return;
  throw new MaestroError(
    'invalid-name',
    'Names that begin with "agent." or "plan." are kept for what agents play and for plans that runs propose.',
  );
}
