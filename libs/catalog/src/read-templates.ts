import { findTemplate, parseId, type TemplateRow, type TenantTx } from '@maestro/persistence';
import { MaestroError } from '@maestro/problems';
import { isTemplateName } from './template-name';

/**
 * The template that a path or a body names, by id (`tpl_…`) or by name.
 *
 * @throws MaestroError `not-found`, also for what can be neither an id nor a name
 */
export async function getTemplate(tx: TenantTx, reference: string): Promise<TemplateRow> {
  const id = parseId('tpl', reference);
  const by = id ? { id } : isTemplateName(reference) ? { name: reference } : null;
  const template = by && (await findTemplate(tx, by));
  if (template) return template;
  throw new MaestroError('not-found', 'There is no such template.');
}
