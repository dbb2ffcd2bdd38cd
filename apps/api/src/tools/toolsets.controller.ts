import { Body, Controller, Delete, Get, HttpCode, Inject, Param, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { CurrentPrincipal } from '@maestro/nest-kit';
import {
  findToolsets,
  listToolsets,
  lockToolset,
  type CredentialPlace,
  type TenantTx,
  type ToolsetRow,
} from '@maestro/persistence';
import { MaestroError } from '@maestro/problems';
import type { Principal } from '@maestro/tenancy';
import { approveListing, makeToolset, proposeListing, removeToolset } from '@maestro/tools';
import { CONNECTIONS, type Connections } from '../connections';
import { ThisExchange, type Exchange } from '../http/exchange.decorator';
import { Operation } from '../http/operation.decorator';
import { Tagged } from '../http/tagged.decorator';
import { fault, listTools } from './list-tools';
import {
  ListedToolsetDto,
  showToolset,
  ToolsetApprovalBody,
  ToolsetBody,
  ToolsetDto,
  ToolsetListDto,
  ToolsetRefreshBody,
} from './toolset.dto';

@ApiTags('tools')
@Controller('api/toolsets')
export class ToolsetsController {
  constructor(@Inject(CONNECTIONS) private readonly connections: Connections) {}

  @Get()
  @Operation({
    id: 'listToolsets',
    summary: 'List toolsets and their tools',
    access: 'template:read',
    answers: { 200: { type: ToolsetListDto, description: 'The toolsets.' } },
  })
  async list(@CurrentPrincipal() { tenantId }: Principal): Promise<ToolsetListDto> {
    return { data: (await this.tx(tenantId, listToolsets)).map(showToolset) };
  }

  @Post()
  @Operation({
    id: 'createToolset',
    summary: 'Make a toolset of an OpenAPI document or an MCP server',
    description: 'Its tools are those that it lists now: to make it is to approve them.',
    access: 'policy:write',
    answers: { 201: { type: ListedToolsetDto, description: 'The toolset, and what is left out of it.' } },
  })
  async create(
    @CurrentPrincipal() principal: Principal,
    @Body() body: ToolsetBody,
  ): Promise<ListedToolsetDto> {
    checkBody(body);
    const {
      name,
      kind,
      url = null,
      document = null,
      secret_name: secret = null,
      read_only: readOnly = [],
    } = body;
    const placement = placementOf(body);
    const source = { kind, url, document, secret, placement, readOnly };
    const listing = await listTools(this.connections, principal, source);
    const { tenantId, actor } = principal;
    return this.tx(tenantId, async (tx) => {
      await makeToolset(tx, { wanted: { name, kind, secret, placement, readOnly }, listing, actor });
      return { toolset: showToolset(found(await findToolsets(tx, [name]))), skipped: listing.skipped };
    });
  }

  @Get(':name')
  @Tagged()
  @Operation({
    id: 'getToolset',
    summary: 'Read a toolset',
    access: 'template:read',
    answers: { 200: { type: ToolsetDto, description: 'The toolset.' } },
  })
  async read(@CurrentPrincipal() { tenantId }: Principal, @Param('name') name: string): Promise<ToolsetDto> {
    return showToolset(found(await this.tx(tenantId, (tx) => findToolsets(tx, [name]))));
  }

  @Post(':name/refresh')
  @HttpCode(200)
  @Operation({
    id: 'refreshToolset',
    summary: 'List the tools of a toolset anew',
    description:
      'What differs from what was approved is proposed, and takes effect once somebody approves it.',
    access: 'policy:write',
    answers: { 200: { type: ListedToolsetDto, description: 'The toolset, with what is proposed.' } },
  })
  async refresh(
    @CurrentPrincipal() principal: Principal,
    @Param('name') name: string,
    @Body() body: ToolsetRefreshBody,
  ): Promise<ListedToolsetDto> {
    const { tenantId, actor } = principal;
    const known = found(await this.tx(tenantId, (tx) => findToolsets(tx, [name])));
    const listing = await listTools(this.connections, principal, {
      ...known,
      document: body.document ?? null,
    });
    return this.tx(tenantId, async (tx) => {
      const toolset = found([await lockToolset(tx, name)]);
      await proposeListing(tx, { toolset, listing, actor });
      return { toolset: showToolset(found(await findToolsets(tx, [name]))), skipped: listing.skipped };
    });
  }

  @Post(':name/approve')
  @HttpCode(200)
  @Operation({
    id: 'approveToolset',
    summary: 'Approve what a toolset proposes',
    access: 'policy:write',
    answers: { 200: { type: ToolsetDto, description: 'The toolset with its new tools.' } },
  })
  async approve(
    @CurrentPrincipal() { tenantId, actor }: Principal,
    @Param('name') name: string,
    @Body() { digest }: ToolsetApprovalBody,
  ): Promise<ToolsetDto> {
    return this.tx(tenantId, async (tx) => {
      const toolset = found([await lockToolset(tx, name)]);
      await approveListing(tx, { toolset, digest, actor });
      return showToolset(found(await findToolsets(tx, [name])));
    });
  }

  @Delete(':name')
  @HttpCode(204)
  @Tagged({ ifMatch: 'required' })
  @Operation({
    id: 'deleteToolset',
    summary: 'Delete a toolset',
    access: 'policy:write',
    answers: { 204: { description: 'It is gone.' } },
  })
  async delete(
    @ThisExchange() { principal: { tenantId, actor }, precondition }: Exchange,
    @Param('name') name: string,
  ): Promise<void> {
    await this.tx(tenantId, async (tx) => {
      const toolset = found([await lockToolset(tx, name)]);
      precondition.check(showToolset(toolset));
      await removeToolset(tx, toolset, actor);
    });
  }

  private tx<T>(tenantId: string, work: (tx: TenantTx) => Promise<T>): Promise<T> {
    return this.connections.tenants.withTenant(tenantId, work);
  }
}

function checkBody({ name, kind, transport, secret_name: secret, secret_header: header }: ToolsetBody): void {
  if (!/^[a-z][a-z0-9_-]{0,62}$/.test(name))
    throw fault('invalid-name', '/name', 'A name has a-z, 0-9, _ and -, from a letter on.');
  if (transport === 'stdio')
    throw fault(
      'validation-failed',
      '/transport',
      'A server that is started as a process would run with the rights of a worker: run it yourself, behind streamable HTTP.',
    );
  if (transport !== undefined && kind !== 'mcp')
    throw fault('conflicting-fields', '/transport', 'Only an MCP server has a transport.');
  if (header !== undefined && (kind !== 'mcp' || secret === undefined))
    throw fault(
      'conflicting-fields',
      '/secret_header',
      'Only the secret of an MCP server has a header of its own.',
    );
  if (header !== undefined && !/^[A-Za-z0-9-]+$/.test(header))
    throw fault('invalid-header', '/secret_header', 'This is no name of a header.');
}

function placementOf({
  kind,
  secret_name: secret,
  secret_header: header,
}: ToolsetBody): CredentialPlace | null {
  if (kind !== 'mcp' || secret === undefined) return null;
  return header === undefined ? { kind: 'bearer' } : { kind: 'header', name: header.toLowerCase() };
}

function found([row]: readonly (ToolsetRow | null | undefined)[]): ToolsetRow {
  if (!row) throw new MaestroError('not-found', 'There is no such toolset.');
  return row;
}
