import { Body, Controller, Delete, Get, HttpCode, Inject, Param, Patch, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { CurrentPrincipal, cursor, limit, type ParametersOf } from '@maestro/nest-kit';
import {
  deleteModelProvider,
  findModelProvider,
  insertModelProvider,
  listModelProviders,
  recordAudit,
  updateModelProvider,
  type ModelProviderRow,
  type TenantTx,
} from '@maestro/persistence';
import { MaestroError } from '@maestro/problems';
import type { Principal } from '@maestro/tenancy';
import { CONNECTIONS, type Connections } from '../connections';
import { ThisExchange, type Exchange } from '../http/exchange.decorator';
import { Operation } from '../http/operation.decorator';
import { listed, positionIn, type Listed } from '../http/page';
import { Query } from '../http/query.decorator';
import { Tagged } from '../http/tagged.decorator';
import { changedProvider, noFields, providerName } from './given-provider';
import {
  ModelProviderBody,
  ModelProviderChanges,
  ModelProviderDto,
  ModelProviderList,
  showModelProvider,
} from './model-provider.dto';

const listing = { list: 'model-providers', keyOf: ({ name }: ModelProviderRow) => name };
const listQuery = { limit: limit({ max: 200, fallback: 50 }), after: cursor() };

/** Who may be asked for the answers of models. */
@ApiTags('models')
@Controller('api/model-providers')
export class ModelProvidersController {
  constructor(@Inject(CONNECTIONS) private readonly connections: Connections) {}

  @Get()
  @Operation({
    id: 'listModelProviders',
    summary: 'List model providers',
    access: 'tenant:read',
    answers: { 200: { type: ModelProviderList, description: 'Providers by name.' } },
  })
  async list(
    @CurrentPrincipal() { tenantId }: Principal,
    @Query(listQuery) query: ParametersOf<typeof listQuery>,
  ): Promise<Listed<ModelProviderDto>> {
    const after = positionIn(listing.list, query.after);
    const page = await this.tx(tenantId, (tx) => listModelProviders(tx, { after, limit: query.limit }));
    return listed(page, listing, showModelProvider);
  }

  @Post()
  @Operation({
    id: 'createModelProvider',
    summary: 'Make a model provider',
    description: 'What its models cost is said at /api/model-pricing: a model without a price is not asked.',
    access: 'tenant:write',
    answers: { 201: { type: ModelProviderDto, description: 'The provider.' } },
  })
  async create(
    @Body() body: ModelProviderBody,
    @ThisExchange() { principal: { tenantId, actor }, reply }: Exchange,
  ): Promise<ModelProviderDto> {
    const { kind } = body;
    const name = providerName(body.name);
    const shown = await this.tx(tenantId, async (tx) => {
      const fields = await changedProvider(tx, body, { kind, was: noFields });
      const row = await insertModelProvider(tx, { ...fields, name, kind, createdBy: actor });
      if (!row) throw new MaestroError('name-taken', `There is a provider "${name}".`);
      const detail = { kind, base_url: fields.baseUrl, secret: fields.secret };
      await recordAudit(tx, { actor, action: 'model_provider.created', subject: name, detail });
      return showModelProvider(row);
    });
    reply.header('Location', `/api/model-providers/${name}`);
    return shown;
  }

  @Get(':name')
  @Tagged()
  @Operation({
    id: 'getModelProvider',
    summary: 'Read a model provider',
    access: 'tenant:read',
    answers: { 200: { type: ModelProviderDto, description: 'The provider.' } },
  })
  async read(
    @CurrentPrincipal() { tenantId }: Principal,
    @Param('name') name: string,
  ): Promise<ModelProviderDto> {
    return showModelProvider((await this.tx(tenantId, (tx) => findModelProvider(tx, name))) ?? missing());
  }

  @Patch(':name')
  @Tagged()
  @Operation({
    id: 'updateModelProvider',
    summary: 'Change a model provider',
    description: 'It counts from the next attempt on.',
    access: 'tenant:write',
    answers: { 200: { type: ModelProviderDto, description: 'The provider as it is now.' } },
  })
  async update(
    @ThisExchange() { principal: { tenantId, actor }, precondition }: Exchange,
    @Param('name') name: string,
    @Body() body: ModelProviderChanges,
  ): Promise<ModelProviderDto> {
    return this.tx(tenantId, async (tx) => {
      const was = (await findModelProvider(tx, name, { lock: true })) ?? missing();
      precondition.check(showModelProvider(was));
      const fields = await changedProvider(tx, body, { kind: was.kind, was });
      const row = (await updateModelProvider(tx, name, fields)) ?? missing();
      const detail = { changed: Object.keys(body), base_url: fields.baseUrl, secret: fields.secret };
      await recordAudit(tx, { actor, action: 'model_provider.changed', subject: name, detail });
      return showModelProvider(row);
    });
  }

  @Delete(':name')
  @HttpCode(200)
  @Tagged()
  @Operation({
    id: 'deleteModelProvider',
    summary: 'Delete a model provider',
    access: 'tenant:write',
    answers: { 200: { type: ModelProviderDto, description: 'The provider as it was.' } },
  })
  async remove(
    @ThisExchange() { principal: { tenantId, actor }, precondition }: Exchange,
    @Param('name') name: string,
  ): Promise<ModelProviderDto> {
    return this.tx(tenantId, async (tx) => {
      const was = showModelProvider((await findModelProvider(tx, name, { lock: true })) ?? missing());
      precondition.check(was);
      await deleteModelProvider(tx, name);
      await recordAudit(tx, { actor, action: 'model_provider.deleted', subject: name, detail: {} });
      return was;
    });
  }

  private tx<T>(tenantId: string, work: (tx: TenantTx) => Promise<T>): Promise<T> {
    return this.connections.tenants.withTenant(tenantId, work);
  }
}

function missing(): never {
  throw new MaestroError('not-found', 'There is no such model provider.');
}
