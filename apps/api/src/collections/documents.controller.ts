import { createHash } from 'node:crypto';
import { Body, Controller, Delete, Get, HttpCode, Inject, Param, Post, Put } from '@nestjs/common';
import { RouteConfig } from '@nestjs/platform-fastify';
import { ApiParam, ApiTags } from '@nestjs/swagger';
import { CurrentPrincipal, cursor, limit, type ParametersOf } from '@maestro/nest-kit';
import type { TenantTx } from '@maestro/persistence';
import { MaestroError } from '@maestro/problems';
import {
  contentBytes,
  findDocuments,
  getCollection,
  ingestDocuments,
  listDocuments,
  removeDocument,
  type DocumentRow,
  type GivenDocument,
  type IngestRequest,
} from '@maestro/retrieval';
import type { Principal } from '@maestro/tenancy';
import { CONNECTIONS, type Connections } from '../connections';
import { ThisExchange, type Exchange } from '../http/exchange.decorator';
import { Operation } from '../http/operation.decorator';
import { listed, positionIn, type Listed } from '../http/page';
import { Query } from '../http/query.decorator';
import { Tagged } from '../http/tagged.decorator';
import { DOCUMENT_BODY_LIMIT, DocumentBody, DocumentContentBody } from './collection-body';
import { DocumentDto, DocumentList, showDocument, WrittenDocumentDto } from './collection.dto';
import { embedderFor } from './embedder';

const listQuery = { limit: limit({ max: 200, fallback: 50 }), after: cursor() };

/** The documents of a collection. */
@ApiTags('collections')
@Controller('api/collections/:name/documents')
export class DocumentsController {
  constructor(@Inject(CONNECTIONS) private readonly connections: Connections) {}

  @Get()
  @Operation({
    id: 'listDocuments',
    summary: 'List the documents of a collection',
    access: 'collection:read',
    answers: { 200: { type: DocumentList, description: 'Documents by id.' } },
  })
  async list(
    @CurrentPrincipal() { tenantId }: Principal,
    @Param('name') name: string,
    @Query(listQuery) query: ParametersOf<typeof listQuery>,
  ): Promise<Listed<DocumentDto>> {
    const listing = { list: `documents:${name}`, keyOf: (row: DocumentRow) => row.id };
    const after = positionIn(listing.list, query.after);
    const page = await this.tx(tenantId, async (tx) =>
      listDocuments(tx, (await getCollection(tx, name)).id, { after, limit: query.limit }),
    );
    return listed(page, listing, showDocument);
  }

  @Post()
  @RouteConfig({ bodyLimit: DOCUMENT_BODY_LIMIT })
  @Operation({
    id: 'addDocument',
    summary: 'Bring a document into a collection',
    description: 'The same content again changes nothing; other content under the same id takes its place.',
    access: 'collection:write',
    answers: {
      200: { type: WrittenDocumentDto, description: 'There was such a document.' },
      201: { type: WrittenDocumentDto, description: 'The document is new.' },
    },
  })
  async add(
    @ThisExchange() { principal, reply }: Exchange,
    @Param('name') collection: string,
    @Body() { id, ...body }: DocumentBody,
  ): Promise<WrittenDocumentDto> {
    const content = contentOf(body);
    const made = `doc-${createHash('sha256').update(content).digest('hex').slice(0, 24)}`;
    const document = documentOf(body, id ?? made, content);
    const written = await this.write(principal, { collection, documents: [document] });
    reply.status(written.status === 'new' ? 201 : 200);
    return written;
  }

  @Get(':document')
  @Tagged()
  @Operation({
    id: 'getDocument',
    summary: 'Read a document, without its text',
    access: 'collection:read',
    answers: { 200: { type: DocumentDto, description: 'The document.' } },
  })
  async read(
    @CurrentPrincipal() { tenantId }: Principal,
    @Param('name') name: string,
    @Param('document') id: string,
  ): Promise<DocumentDto> {
    const [row] = await this.tx(tenantId, async (tx) =>
      findDocuments(tx, (await getCollection(tx, name)).id, [id]),
    );
    if (!row) throw new MaestroError('not-found', 'There is no such document.');
    return showDocument(row);
  }

  @Put(':document')
  @ApiParam({ name: 'name', type: 'string' })
  @ApiParam({ name: 'document', type: 'string' })
  @RouteConfig({ bodyLimit: DOCUMENT_BODY_LIMIT })
  @Tagged()
  @Operation({
    id: 'putDocument',
    summary: 'Write a document, whether or not it is there',
    description: 'With If-Match only what is there, and only in that state.',
    access: 'collection:write',
    answers: { 200: { type: WrittenDocumentDto, description: 'The document as it is now.' } },
  })
  put(
    @ThisExchange() { principal, precondition }: Exchange,
    @Param() { name: collection, document: id }: { name: string; document: string },
    @Body() body: DocumentContentBody,
  ): Promise<WrittenDocumentDto> {
    const documents = [documentOf(body, id, contentOf(body))];
    const check = (before: DocumentRow | null) => {
      if (before) precondition.check(showDocument(before));
      else if (precondition.ignored)
        throw new MaestroError('version-conflict', 'There is no such document to change.');
    };
    return this.write(principal, { collection, documents, check });
  }

  @Delete(':document')
  @HttpCode(200)
  @Tagged()
  @Operation({
    id: 'deleteDocument',
    summary: 'Take a document out of a collection',
    access: 'collection:write',
    answers: { 200: { type: DocumentDto, description: 'The document as it was.' } },
  })
  async remove(
    @ThisExchange() { principal: { tenantId, actor }, precondition }: Exchange,
    @Param('name') collection: string,
    @Param('document') id: string,
  ): Promise<DocumentDto> {
    const row = await this.tx(tenantId, (tx) =>
      removeDocument(tx, { collection, id, actor }, (before) => precondition.check(showDocument(before))),
    );
    return showDocument(row);
  }

  private async write(
    principal: Principal,
    request: Pick<IngestRequest, 'collection' | 'documents' | 'check'>,
  ): Promise<WrittenDocumentDto> {
    const { tenantId, actor } = principal;
    const about = { collection: request.collection, handler: 'rag_ingest' as const };
    const parts = { tenants: this.connections.tenants, ask: embedderFor(this.connections, principal, about) };
    const [written] = await ingestDocuments(parts, { ...request, tenantId, actor });
    if (!written) throw new MaestroError('internal', 'Nothing was written.');
    return { ...showDocument(written.document), status: written.status };
  }

  private tx<T>(tenantId: string, work: (tx: TenantTx) => Promise<T>): Promise<T> {
    return this.connections.tenants.withTenant(tenantId, work);
  }
}

function contentOf({ content, encoding }: DocumentContentBody): Buffer {
  return contentBytes(content, { encoding, pointer: '/content' });
}

function documentOf(
  { title, uri, metadata, media_type: mediaType = 'text/plain' }: DocumentContentBody,
  id: string,
  content: Buffer,
): GivenDocument {
  return { id, title, uri, metadata, mediaType, content };
}
