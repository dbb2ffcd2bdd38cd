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
