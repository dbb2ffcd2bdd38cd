import { ApiSchema } from '@nestjs/swagger';
import { plainMetadata, type JsonObject } from '@maestro/dsl';
import type { Published } from '@maestro/catalog';
import {
  formatId,
  type TemplateRow,
  type TemplateVersionDetailRow,
  type TemplateVersionRow,
} from '@maestro/persistence';
import { ListOf } from '../http/page';
import { FieldProblemDto } from '../http/problem.dto';
import {
  ShowsFlag,
  ShowsInteger,
  ShowsMany,
  ShowsObject,
  ShowsText,
  ShowsTextMap,
  ShowsTexts,
  ShowsTime,
  ShowsWord,
} from '../http/shows';

@ApiSchema({ name: 'Template' })
export class TemplateDto {
  @ShowsText('Id of the template.', { example: 'tpl_01j9z3k4v5x6y7z8a9b0c1d2e3' })
  id!: string;

  @ShowsText('Name, one of a kind in the tenant.', { example: 'kev-ingest' })
  name!: string;

  @ShowsInteger('The version that plays where none is named: the one published last.')
  version!: number;

  @ShowsText('What it is for.', { nullable: true })
  description!: string | null;

  @ShowsText('Tag, for grouping.', { nullable: true })
  tag!: string | null;

  @ShowsText('Who is responsible.', { nullable: true })
  owner!: string | null;

  @ShowsTextMap('Labels.')
  labels!: Record<string, string>;

  @ShowsText('What sort of pipeline it is.', { nullable: true, example: 'outreach' })
  pipeline_kind!: string | null;

  @ShowsTexts('What it can do, in words.')
  capabilities!: string[];

  @ShowsText('What a run costs about.', { nullable: true, example: '0.40 USD' })
  cost_estimate!: string | null;

  @ShowsText('Why it is there.', { nullable: true })
  purpose!: string | null;

  @ShowsText('On whose authority it acts.', { nullable: true })
  authority!: string | null;

  @ShowsText('Licence of the template.', { nullable: true })
  licence!: string | null;

  @ShowsTime('When it was first published.')
  created_at!: string;

  @ShowsTime('When its current version last changed.')
  updated_at!: string;
}

export const TemplateList = ListOf(TemplateDto, 'TemplateList');

const outcomes = ['template_created', 'version_created', 'unchanged'] as const;

@ApiSchema({ name: 'PublishedTemplate' })
export class PublishedTemplateDto extends TemplateDto {
  @ShowsWord(
    outcomes,
    'What publishing made. `unchanged`: a version with this very content was there already.',
  )
  outcome!: (typeof outcomes)[number];
}

@ApiSchema({ name: 'Validation' })
export class ValidationDto {
  @ShowsFlag('Always true: faults are a problem of status 422.')
  valid!: true;

  @ShowsText('Name the template would be published under, where it has one.', { nullable: true })
  name!: string | null;

  @ShowsInteger('How many nodes it has.')
  nodes!: number;

  @ShowsMany(() => FieldProblemDto, 'What is allowed and probably not meant.')
  warnings!: FieldProblemDto[];
}

@ApiSchema({ name: 'TemplateVersion' })
export class TemplateVersionDto {
  @ShowsInteger('Number of the version, from 1.')
  version!: number;

  @ShowsText('SHA-256 of the canonical document.')
  content_hash!: string;

  @ShowsTime('When it was published.')
  created_at!: string;

  @ShowsText('Who published it.', { example: 'key:local' })
  created_by!: string;
}

export const TemplateVersionList = ListOf(TemplateVersionDto, 'TemplateVersionList');

@ApiSchema({ name: 'TemplateVersionDetail' })
export class TemplateVersionDetailDto extends TemplateVersionDto {
  @ShowsWord(['json', 'yaml'], 'What the source is written in.')
  format!: 'json' | 'yaml';

  @ShowsText('The text that was published.')
  source!: string;

  @ShowsObject('What the source was compiled to: what runs play.')
  plan!: JsonObject;
}

export function showTemplate({
  id,
  name,
  version,
  metadata: stored,
  createdAt,
  updatedAt,
}: TemplateRow): TemplateDto {
  // Plans of older releases do not have all of it.
  const metadata = { ...plainMetadata, ...stored };
  return {
    id: formatId('tpl', id),
    name,
    version,
    description: metadata.description,
    tag: metadata.tag,
    owner: metadata.owner,
    labels: metadata.labels,
    pipeline_kind: metadata.pipeline_kind,
    capabilities: metadata.capabilities,
    cost_estimate: metadata.cost_estimate,
    purpose: metadata.purpose,
    authority: metadata.authority,
    licence: metadata.licence,
    created_at: createdAt.toISOString(),
    updated_at: updatedAt.toISOString(),
  };
}

export function showPublished({ outcome, template }: Published): PublishedTemplateDto {
  return { ...showTemplate(template), outcome };
}

export function showVersion(row: TemplateVersionRow): TemplateVersionDto {
  return {
    version: row.version,
    content_hash: row.contentHash,
    created_at: row.createdAt.toISOString(),
    created_by: row.createdBy,
  };
}

export function showVersionDetail(row: TemplateVersionDetailRow): TemplateVersionDetailDto {
  return {
    ...showVersion(row),
    format: row.format,
    source: row.source,
    plan: row.plan as unknown as JsonObject,
  };
}
