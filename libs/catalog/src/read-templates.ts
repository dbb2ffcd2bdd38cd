import { findTemplate, locateTemplate, parseId, type TemplateRow, type TenantTx } from '@maestro/persistence';
import { MaestroError } from '@maestro/problems';
import { isTemplateName } from './template-name';

/**
 * The template that a path or a body names, by id (`tpl_…`) or by name.
 *
 * @throws MaestroError `not-found`, also for what can be neither an id nor a name
 */
export async function getTemplate(tx: TenantTx, reference: string): Promise<TemplateRow> {
  const by = lookup(reference);
  return found(by && (await findTemplate(tx, by)));
}

/** The same, where only its id and the version that plays are wanted. */
export async function resolveTemplate(
  tx: TenantTx,
  reference: string,
): Promise<{ id: string; version: number }> {
  const by = lookup(reference);
  return found(by && (await locateTemplate(tx, by)));
}

function lookup(reference: string): { id: string } | { name: string } | null {
  const id = parseId('tpl', reference);
  if (id) return { id };
  return isTemplateName(reference) ? { name: reference } : null;
}

function found<T>(template: T | null): T {
  if (template !== null) return template;
  throw new MaestroError('not-found', 'There is no such template.');
}
