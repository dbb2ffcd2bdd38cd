import {
  findTemplate,
  findVersionByContent,
  formatId,
  insertTemplate,
  insertVersion,
  lockTemplate,
  newId,
  recordAudit,
  setLatestVersion,
  type NewTemplateVersion,
  type TemplateRow,
  type TenantTx,
} from '@maestro/persistence';
import { checkTemplateName } from './template-name';

export interface PublishRequest extends NewTemplateVersion {
  name: string;
}

export interface Published {
  /** `unchanged`: a version with this content was there already. */
  outcome: 'template_created' | 'version_created' | 'unchanged';
  /** As it is now; its version is the one with the published content. */
  template: TemplateRow;
}

/**
 * Publishes content under a name: a new template, a new version of one, or, where a version has this very content,
 * that version again. What was published last is what plays, so publishing an older content goes back to it.
 * Publishes of one name take turns; versions are added, never changed.
 *
 * @throws MaestroError `invalid-name`
 */
export async function publishTemplate(
  tx: TenantTx,
  { name, ...content }: PublishRequest,
): Promise<Published> {
  checkTemplateName(name);
  const published = await put(tx, { name, ...content });
  const { outcome, template } = published;
  await recordAudit(tx, {
    ...{ actor: content.createdBy, action: 'template.published', subject: formatId('tpl', template.id) },
    detail: { name, version: template.version, outcome, digest: `sha256:${content.contentHash}` },
  });
  return published;
}

async function put(tx: TenantTx, { name, ...content }: PublishRequest): Promise<Published> {
  const id = newId();
  if (await insertTemplate(tx, id, name)) {
    await insertVersion(tx, id, content);
    return { outcome: 'template_created', template: await read(tx, id) };
  }
  const templateId = await lockTemplate(tx, name);
  if (templateId === null) throw new Error(`the name "${name}" is taken by no template`);
  const known = await findVersionByContent(tx, templateId, content.contentHash);
  await setLatestVersion(tx, templateId, known ?? (await insertVersion(tx, templateId, content)));
  return {
    outcome: known === null ? 'version_created' : 'unchanged',
    template: await read(tx, templateId),
  };
}

async function read(tx: TenantTx, id: string): Promise<TemplateRow> {
  const template = await findTemplate(tx, { id });
  if (template === null) throw new Error('a template just written cannot be read');
  return template;
}
