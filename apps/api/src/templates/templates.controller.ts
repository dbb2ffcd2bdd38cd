import { Body, Controller, Get, HttpCode, Inject, Param, Post } from '@nestjs/common';
import { RouteConfig } from '@nestjs/platform-fastify';
import { ApiConsumes, ApiParam, ApiTags } from '@nestjs/swagger';
import { checkPublishedName, getTemplate, publishTemplate, resolveTemplate } from '@maestro/catalog';
import { AcceptsText, CurrentPrincipal, cursor, limit, text, type ParametersOf } from '@maestro/nest-kit';
import { findTemplateVersion, listTemplates, listTemplateVersions } from '@maestro/persistence';
import { MaestroError } from '@maestro/problems';
import type { Principal } from '@maestro/tenancy';
import { checkToolUses } from '@maestro/tools';
import { CONNECTIONS, type Connections } from '../connections';
import { ThisExchange, type Exchange } from '../http/exchange.decorator';
import { Operation } from '../http/operation.decorator';
import { listed, positionIn, type Listed } from '../http/page';
import { Query } from '../http/query.decorator';
import { permitPublish } from '../policies/permit';
import { compileBody } from './compile-body';
import { PublishBody, TEMPLATE_BODY_LIMIT } from './publish-body';
import {
  PublishedTemplateDto,
  showPublished,
  showTemplate,
  showVersion,
  showVersionDetail,
  TemplateDto,
  TemplateList,
  TemplateVersionDetailDto,
  TemplateVersionDto,
  TemplateVersionList,
  ValidationDto,
} from './template.dto';

const nameQuery = {
  name: text({
    parse: (value) => value || null,
    expects: 'a name',
    description: 'Name to publish under, where neither the template nor the body has one.',
  }),
};
const page = { limit: limit({ max: 200, fallback: 50 }), after: cursor() };

/** Both routes take YAML as it is, besides JSON; the text stands for `{"source": …}`. */
const yamlAsSource = { 'application/yaml': 'source' };

@ApiTags('templates')
@Controller('api/templates')
export class TemplatesController {
  constructor(@Inject(CONNECTIONS) private readonly connections: Connections) {}

  @Post('validate')
  @HttpCode(200)
  @RouteConfig({ bodyLimit: TEMPLATE_BODY_LIMIT })
  @AcceptsText(yamlAsSource)
  @ApiConsumes('application/json', 'application/yaml')
  @Operation({
    id: 'validateTemplate',
    summary: 'Check a template',
    description:
      'Compiles a template and stores nothing. All faults are told at once, each with its position.',
    access: 'template:read',
    answers: { 200: { type: ValidationDto, description: 'The template is valid.' } },
  })
  async validate(
    @Body() body: PublishBody,
    @Query(nameQuery) query: ParametersOf<typeof nameQuery>,
    @CurrentPrincipal() { tenantId }: Principal,
  ): Promise<ValidationDto> {
    const { plan, warnings, tools } = compileBody(body, this.connections.handlers);
    const name = plan.name ?? body.name ?? query.name;
    if (name !== null) checkPublishedName(name);
    await this.checkTools(tenantId, { uses: tools, own: name });
    return { valid: true, name, nodes: plan.nodes.length, warnings };
  }

  @Post()
  @RouteConfig({ bodyLimit: TEMPLATE_BODY_LIMIT })
  @AcceptsText(yamlAsSource)
  @ApiConsumes('application/json', 'application/yaml')
  @Operation({
    id: 'publishTemplate',
    summary: 'Publish a template',
    description:
      'Adds a version under the name of the template. The same content is the same version; a version never changes.',
    access: 'template:write',
    answers: {
      200: { type: PublishedTemplateDto, description: 'A version with this content was there already.' },
      201: { type: PublishedTemplateDto, description: 'A template or a version was created.' },
    },
  })
  async publish(
    @Body() body: PublishBody,
    @Query(nameQuery) query: ParametersOf<typeof nameQuery>,
    @ThisExchange() { principal, reply }: Exchange,
  ): Promise<PublishedTemplateDto> {
    const { warnings: _, tools, ...compiled } = compileBody(body, this.connections.handlers);
    const name = compiled.plan.name ?? body.name ?? query.name;
    if (name === null) throw nameMissing();
    checkPublishedName(name);
    await this.checkTools(principal.tenantId, { uses: tools, own: name });
    await permitPublish(this.connections.policies, principal, { name, plan: compiled.plan });
    const published = await this.connections.tenants.withTenant(principal.tenantId, (tx) =>
      publishTemplate(tx, { ...compiled, name, createdBy: principal.actor }),
    );
    reply.status(published.outcome === 'unchanged' ? 200 : 201);
    return showPublished(published);
  }

  @Get()
  @Operation({
    id: 'listTemplates',
    summary: 'List templates',
    access: 'template:read',
    answers: { 200: { type: TemplateList, description: 'Templates by name.' } },
  })
  async list(
    @CurrentPrincipal() { tenantId }: Principal,
    @Query(page) { limit: rows, after }: ParametersOf<typeof page>,
  ): Promise<Listed<TemplateDto>> {
    const listing = { list: 'templates', keyOf: (row: { name: string }) => row.name };
    const position = positionIn(listing.list, after);
    const found = await this.connections.tenants.withTenant(tenantId, (tx) =>
      listTemplates(tx, { after: position, limit: rows }),
    );
    return listed(found, listing, showTemplate);
  }

  @Get(':id')
  @Operation({
    id: 'getTemplate',
    summary: 'Read a template',
    access: 'template:read',
    answers: { 200: { type: TemplateDto, description: 'The template.' } },
  })
  async read(@CurrentPrincipal() { tenantId }: Principal, @Param('id') id: string): Promise<TemplateDto> {
    return showTemplate(await this.connections.tenants.withTenant(tenantId, (tx) => getTemplate(tx, id)));
  }

  @Get(':id/versions')
  @Operation({
    id: 'listTemplateVersions',
    summary: 'List the versions of a template',
    access: 'template:read',
    answers: { 200: { type: TemplateVersionList, description: 'Versions, newest first.' } },
  })
  async versions(
    @CurrentPrincipal() { tenantId }: Principal,
    @Param('id') id: string,
    @Query(page) { limit: rows, after }: ParametersOf<typeof page>,
  ): Promise<Listed<TemplateVersionDto>> {
    return this.connections.tenants.withTenant(tenantId, async (tx) => {
      const template = await resolveTemplate(tx, id);
      const listing = {
        list: `versions:${template.id}`,
        keyOf: (row: { version: number }) => String(row.version),
      };
      const position = positionIn(listing.list, after);
      const before = position === null ? null : Number(position);
      return listed(
        await listTemplateVersions(tx, { templateId: template.id, before, limit: rows }),
        listing,
        showVersion,
      );
    });
  }

  @Get(':id/versions/:v')
  @ApiParam({ name: 'v', schema: { type: 'integer', minimum: 1 } })
  @Operation({
    id: 'getTemplateVersion',
    summary: 'Read a version of a template',
    access: 'template:read',
    answers: {
      200: { type: TemplateVersionDetailDto, description: 'The version, its source and its plan.' },
    },
  })
  async version(
    @CurrentPrincipal() { tenantId }: Principal,
    @Param('id') id: string,
    @Param('v') version: string,
  ): Promise<TemplateVersionDetailDto> {
    const found = await this.connections.tenants.withTenant(tenantId, async (tx) => {
      const template = await resolveTemplate(tx, id);
      return /^[1-9][0-9]{0,8}$/.test(version) ? findTemplateVersion(tx, template.id, Number(version)) : null;
    });
    if (!found) throw new MaestroError('not-found', 'The template has no such version.');
    return showVersionDetail(found);
  }

  private async checkTools(tenantId: string, about: Parameters<typeof checkToolUses>[1]): Promise<void> {
    if (about.uses.length === 0) return;
    await this.connections.tenants.withTenant(tenantId, (tx) => checkToolUses(tx, about));
  }
}

function nameMissing(): MaestroError {
  const message = 'The template has no name: give it one in `metadata.name`, or name it beside.';
  return new MaestroError('missing-field', message, {
    errors: [{ pointer: '/name', code: 'missing-field', message }],
  });
}
