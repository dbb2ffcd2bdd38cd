import { Body, Controller, Delete, Get, HttpCode, Inject, Param, Patch, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { CurrentPrincipal, cursor, limit, type ParametersOf } from '@maestro/nest-kit';
import type { TenantTx } from '@maestro/persistence';
import {
  changeCollection,
  createCollection,
  defaultChunking,
  getCollection,
  isLocal,
  listCollections,
  lockCollection,
  reindexSome,
  removeCollection,
  search,
  servingProvider,
  type CollectionFields,
  type CollectionRow,
  type Embedding,
} from '@maestro/retrieval';
import type { Principal } from '@maestro/tenancy';
import { CONNECTIONS, type Connections } from '../connections';
import { ThisExchange, type Exchange } from '../http/exchange.decorator';
import { fault } from '../http/fault';
import { Operation } from '../http/operation.decorator';
import { listed, positionIn, type Listed } from '../http/page';
import { pointing } from '../http/pointing';
import { Query } from '../http/query.decorator';
import { Tagged } from '../http/tagged.decorator';
import { CollectionBody, CollectionChanges, QueryBody } from './collection-body';
import { embedderFor, usableProviders } from './embedder';
import {
  CollectionDto,
  CollectionList,
  moving,
  QueryAnswerDto,
  ReindexedDto,
  showAnswer,
  showCollection,
} from './collection.dto';

const listQuery = { limit: limit({ max: 200, fallback: 50 }), after: cursor() };

/** Documents of a tenant, cut into passages that answer questions. */
@ApiTags('collections')
@Controller('api/collections')
export class CollectionsController {
  constructor(@Inject(CONNECTIONS) private readonly connections: Connections) {}

  @Get()
  @Operation({
    id: 'listCollections',
    summary: 'List collections',
    access: 'collection:read',
    answers: { 200: { type: CollectionList, description: 'Collections by name.' } },
  })
  async list(
    @CurrentPrincipal() { tenantId }: Principal,
    @Query(listQuery) query: ParametersOf<typeof listQuery>,
  ): Promise<Listed<CollectionDto>> {
    const listing = { list: 'collections', keyOf: (row: CollectionRow) => row.name };
    const after = positionIn(listing.list, query.after);
    const page = await this.tx(tenantId, (tx) => listCollections(tx, { after, limit: query.limit }));
    return listed(page, listing, showCollection);
  }

  @Post()
  @Operation({
    id: 'createCollection',
    summary: 'Make a collection',
    access: 'collection:write',
    answers: { 201: { type: CollectionDto, description: 'The collection.' } },
  })
  async create(
    @Body() body: CollectionBody,
    @ThisExchange() { principal, reply }: Exchange,
  ): Promise<CollectionDto> {
    const { size, overlap } = defaultChunking;
    const plain = { description: '', language: 'simple' as const, chunkSize: size, chunkOverlap: overlap };
    const row = await this.tx(principal.tenantId, async (tx) => {
      const fields = { ...plain, embedding: null, name: body.name, ...(await fieldsOf(tx, body)) };
      return createCollection(tx, fields, principal.actor);
    });
    reply.header('Location', `/api/collections/${row.name}`);
    return showCollection(row);
  }

  @Get(':name')
  @Tagged({ moving })
  @Operation({
    id: 'getCollection',
    summary: 'Read a collection',
    access: 'collection:read',
    answers: { 200: { type: CollectionDto, description: 'The collection.' } },
  })
  async read(
    @CurrentPrincipal() { tenantId }: Principal,
    @Param('name') name: string,
  ): Promise<CollectionDto> {
    return showCollection(await this.tx(tenantId, (tx) => getCollection(tx, name)));
  }

  @Patch(':name')
  @Tagged({ moving })
  @Operation({
    id: 'updateCollection',
    summary: 'Change a collection',
    description: 'Passages that are there stay as they are until the collection is re-indexed.',
    access: 'collection:write',
    answers: { 200: { type: CollectionDto, description: 'The collection as it is now.' } },
  })
  async update(
    @ThisExchange() { principal: { tenantId, actor }, precondition }: Exchange,
    @Param('name') name: string,
    @Body() body: CollectionChanges,
  ): Promise<CollectionDto> {
    const row = await this.tx(tenantId, async (tx) => {
      const changes = await fieldsOf(tx, body);
      const row = await lockCollection(tx, name);
      precondition.check(showCollection(row));
      return changeCollection(tx, row, { changes, actor });
    });
    return showCollection(row);
  }

  @Delete(':name')
  @HttpCode(200)
  @Tagged({ moving })
  @Operation({
    id: 'deleteCollection',
    summary: 'Delete a collection with all that is in it',
    access: 'collection:write',
    answers: { 200: { type: CollectionDto, description: 'The collection as it was.' } },
  })
  async remove(
    @ThisExchange() { principal: { tenantId, actor }, precondition }: Exchange,
    @Param('name') name: string,
  ): Promise<CollectionDto> {
    return this.tx(tenantId, async (tx) => {
      const row = await lockCollection(tx, name);
      precondition.check(showCollection(row));
      await removeCollection(tx, row, actor);
      return showCollection(row);
    });
  }

  @Post(':name/query')
  @HttpCode(200)
  @Operation({
    id: 'queryCollection',
    summary: 'Find the passages that answer a question',
    access: 'collection:read',
    answers: {
      200: { type: QueryAnswerDto, description: 'Passages, the best first, and where they are from.' },
    },
  })
  async query(
    @CurrentPrincipal() principal: Principal,
    @Param('name') collection: string,
    @Body() { min_score: minScore, ...asked }: QueryBody,
  ): Promise<QueryAnswerDto> {
    const { tenants, vectors } = this.connections;
    const { tenantId } = principal;
    const ask = embedderFor(this.connections, principal, { collection, handler: 'rag_query' });
    return showAnswer(await search({ tenants, vectors, ask }, { ...asked, tenantId, collection, minScore }));
  }

  @Post(':name/reindex')
  @HttpCode(200)
  @Operation({
    id: 'reindexCollection',
    summary: 'Make passages anew after settings changed',
    description: 'A hundred documents at most. Ask again until none remain; it goes on where it was.',
    access: 'collection:write',
    answers: { 200: { type: ReindexedDto, description: 'How many were made anew, and how many remain.' } },
  })
  reindex(
    @CurrentPrincipal() principal: Principal,
    @Param('name') collection: string,
  ): Promise<ReindexedDto> {
    const { tenantId, actor } = principal;
    const ask = embedderFor(this.connections, principal, { collection, handler: 'rag_ingest' });
    return reindexSome({ tenants: this.connections.tenants, ask }, { tenantId, collection, actor });
  }

  private tx<T>(tenantId: string, work: (tx: TenantTx) => Promise<T>): Promise<T> {
    return this.connections.tenants.withTenant(tenantId, work);
  }
}

async function fieldsOf(tx: TenantTx, body: CollectionChanges): Promise<Partial<CollectionFields>> {
  const { chunk_size: chunkSize, chunk_overlap: chunkOverlap, embedding, ...plain } = body;
  return {
    ...plain,
    ...(chunkSize === undefined ? {} : { chunkSize }),
    ...(chunkOverlap === undefined ? {} : { chunkOverlap }),
    ...(embedding === undefined ? {} : { embedding: await embeddingIn(tx, embedding) }),
  };
}

async function embeddingIn(tx: TenantTx, text: string): Promise<Embedding | null> {
  if (text === '') return null;
  const [, provider, model] = /^([^/]+)\/(.+)$/.exec(text) ?? [];
  if (provider === undefined || model === undefined)
    throw fault('validation-failed', '/embedding', 'This must be a provider and a model, as provider/model.');
  const { providers } = await usableProviders(tx);
  pointing({ pointer: '/embedding', name: 'The embedding' }, () => {
    if (!isLocal({ provider, model })) servingProvider(providers, { provider, model });
  });
  return { provider, model };
}
