import { Body, Controller, Delete, Get, HttpCode, Inject, Param, Patch, Post, Put } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { getTemplate } from '@maestro/catalog';
import { checkInputs } from '@maestro/engine';
import { CurrentPrincipal, cursor, limit, text, words, type ParametersOf } from '@maestro/nest-kit';
import {
  bindSecrets,
  checkSecrets,
  changeOrchestra,
  createOrchestra,
  defaultTag,
  getOrchestra,
  lockOrchestra,
  removeOrchestra,
  versionOf,
} from '@maestro/orchestras';
import {
  listOrchestras,
  orchestraStatuses,
  orchestraTags,
  parseId,
  type OrchestraAuthor,
  type OrchestraFields,
  type OrchestraRow,
  type TemplateRow,
  type TenantTx,
} from '@maestro/persistence';
import { faultAt, MaestroError } from '@maestro/problems';
import type { Principal } from '@maestro/tenancy';
import { CONNECTIONS, type Connections } from '../connections';
import { ThisExchange, type Exchange } from '../http/exchange.decorator';
import { Operation } from '../http/operation.decorator';
import { listed, positionIn, type Listed } from '../http/page';
import { Query } from '../http/query.decorator';
import { Tagged } from '../http/tagged.decorator';
import { OrchestraBody, OrchestraChanges, SecretBindingsBody } from './orchestra-body';
import { moving, OrchestraDto, OrchestraList, showOrchestra } from './orchestra.dto';
import { bindingsIn, changesIn, orchestraIn } from './read-body';

const listQuery = {
  tag: words(orchestraTags, 'Only orchestras with one of these tags.'),
  status: words(orchestraStatuses, 'Only orchestras with one of these statuses.'),
  enabled: words(['true', 'false'], 'Only those that are on, or off.'),
  score_id: text({
    parse: (value) => parseId('tpl', value),
    expects: 'the id of a template (tpl_…)',
    description: 'Only orchestras that play this template.',
    code: 'invalid-filter',
  }),
  limit: limit({ max: 200, fallback: 50 }),
  after: cursor(),
};

/** Templates that are played on a cadence. */
@ApiTags('orchestras')
@Controller('api/orchestras')
export class OrchestrasController {
  constructor(@Inject(CONNECTIONS) private readonly connections: Connections) {}

  @Get()
  @Operation({
    id: 'listOrchestras',
    summary: 'List orchestras',
    access: 'orchestra:read',
    answers: { 200: { type: OrchestraList, description: 'Orchestras, oldest first.' } },
  })
  async list(
    @CurrentPrincipal() { tenantId }: Principal,
    @Query(listQuery) query: ParametersOf<typeof listQuery>,
  ): Promise<Listed<OrchestraDto>> {
    const listing = { list: 'orchestras', keyOf: (row: OrchestraRow) => row.id };
    const filter = {
      tags: query.tag,
      statuses: query.status,
      templateId: query.score_id,
      // Both words ask for everything, as none does.
      enabled: query.enabled.length === 1 ? query.enabled[0] === 'true' : null,
      after: positionIn(listing.list, query.after),
      limit: query.limit,
    };
    const page = await this.tx(tenantId, (tx) => listOrchestras(tx, filter));
    return listed(page, listing, showOrchestra);
  }

  @Post()
  @Operation({
    id: 'createOrchestra',
    summary: 'Make an orchestra',
    description: 'It is off until somebody switches it on.',
    access: 'orchestra:write',
    answers: { 201: { type: OrchestraDto, description: 'The orchestra.' } },
  })
  async create(
    @Body() body: OrchestraBody,
    @ThisExchange() { principal, reply }: Exchange,
  ): Promise<OrchestraDto> {
    const row = await this.tx(principal.tenantId, async (tx) => {
      const score = await scoreIn(tx, body.score_id);
      const given = orchestraIn(body, defaultTag(score.metadata));
      return createOrchestra(tx, { ...given, templateId: score.id }, authorOf(principal));
    });
    const shown = showOrchestra(row);
    reply.header('Location', `/api/orchestras/${shown.id}`);
    return shown;
  }

  @Get(':id')
  @Tagged({ moving })
  @Operation({
    id: 'getOrchestra',
    summary: 'Read an orchestra',
    access: 'orchestra:read',
    answers: { 200: { type: OrchestraDto, description: 'The orchestra.' } },
  })
  async read(@CurrentPrincipal() { tenantId }: Principal, @Param('id') id: string): Promise<OrchestraDto> {
    return showOrchestra(await this.tx(tenantId, (tx) => getOrchestra(tx, parseId('orc', id))));
  }

  @Patch(':id')
  @Tagged({ moving })
  @Operation({
    id: 'updateOrchestra',
    summary: 'Change an orchestra, or switch it on or off',
    access: 'orchestra:write',
    answers: { 200: { type: OrchestraDto, description: 'The orchestra as it is now.' } },
  })
  async update(
    @ThisExchange() { principal, precondition }: Exchange,
    @Param('id') id: string,
    @Body() body: OrchestraChanges,
  ): Promise<OrchestraDto> {
    const row = await this.tx(principal.tenantId, async (tx) => {
      const row = await lockOrchestra(tx, parseId('orc', id));
      precondition.check(showOrchestra(row));
      const score = body.tag === undefined ? null : await getTemplate(tx, row.templateName);
      const changes = changesIn(body, () => score && defaultTag(score.metadata));
      await this.checkReady(tx, { ...row, ...changes }, row.enabled);
      return changeOrchestra(tx, row, { changes, author: authorOf(principal) });
    });
    return showOrchestra(row);
  }

  @Delete(':id')
  @HttpCode(200)
  @Tagged({ moving })
  @Operation({
    id: 'deleteOrchestra',
    summary: 'Delete an orchestra',
    description: 'Nothing of it begins any more. Its runs stay, and go on.',
    access: 'orchestra:write',
    answers: { 200: { type: OrchestraDto, description: 'The orchestra as it was.' } },
  })
  async remove(
    @ThisExchange() { principal, precondition }: Exchange,
    @Param('id') id: string,
  ): Promise<OrchestraDto> {
    return this.tx(principal.tenantId, async (tx) => {
      const row = await lockOrchestra(tx, parseId('orc', id));
      const was = showOrchestra(row);
      precondition.check(was);
      await removeOrchestra(tx, row, authorOf(principal));
      return was;
    });
  }

  @Put(':id/secret-bindings')
  @Tagged({ moving })
  @Operation({
    id: 'bindOrchestraSecrets',
    summary: 'Say which secrets an orchestra uses',
    description: 'All bindings at once. Runs of it that are open use them from their next attempt on.',
    access: 'orchestra:write',
    answers: { 200: { type: OrchestraDto, description: 'The orchestra as it is now.' } },
  })
  async bind(
    @ThisExchange() { principal, precondition }: Exchange,
    @Param('id') id: string,
    @Body() body: SecretBindingsBody,
  ): Promise<OrchestraDto> {
    const bindings = bindingsIn(body);
    const row = await this.tx(principal.tenantId, async (tx) => {
      const row = await lockOrchestra(tx, parseId('orc', id));
      precondition.check(showOrchestra(row));
      return bindSecrets(tx, row, { bindings, author: authorOf(principal) });
    });
    return showOrchestra(row);
  }

  /** What is on has to be able to begin by itself: every one of its runs would fail for the same reason. */
  private async checkReady(tx: TenantTx, row: OrchestraRow & OrchestraFields, was: boolean): Promise<void> {
    if (!row.enabled) return;
    const version = await versionOf(tx, row);
    const { plan } = await this.connections.engine.plans.get(tx.tenantId, row.templateId, version);
    checkInputs({ plan, inputs: row.inputs });
    // A secret that went meanwhile is in the way of its runs, not of a change.
    if (!was) await checkSecrets(tx, row, version);
  }

  private tx<T>(tenantId: string, work: (tx: TenantTx) => Promise<T>): Promise<T> {
    return this.connections.tenants.withTenant(tenantId, work);
  }
}

function authorOf({ actor, person }: Principal): OrchestraAuthor {
  return { actor, subject: person };
}

/** To a body, what it names is a value that is wrong, not an address that leads nowhere. */
async function scoreIn(tx: TenantTx, id: string): Promise<TemplateRow> {
  if (parseId('tpl', id) === null) throw faultAt('unknown-ref', '/score_id', 'There is no such template.');
  return getTemplate(tx, id).catch((error: unknown) => {
    if (error instanceof MaestroError && error.code === 'not-found')
      throw faultAt('unknown-ref', '/score_id', error.message);
    throw error;
  });
}
