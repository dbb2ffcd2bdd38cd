import { Body, Controller, Delete, Get, HttpCode, Inject, Param, Patch, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import {
  changeAgent,
  changedConfiguration,
  checkAgentName,
  createAgent,
  draftAgent,
  getAgent,
  removeAgent,
  type AgentDraft,
} from '@maestro/agents';
import type { JsonObject } from '@maestro/dsl';
import { CurrentPrincipal, cursor, limit, text, type ParametersOf } from '@maestro/nest-kit';
import {
  listAgents,
  listAgentVersions,
  type AgentRow,
  type AgentVersionRow,
  type TenantTx,
} from '@maestro/persistence';
import type { Principal } from '@maestro/tenancy';
import { checkReferences } from '@maestro/tools';
import { CONNECTIONS, type Connections } from '../connections';
import { ThisExchange, type Exchange } from '../http/exchange.decorator';
import { Operation } from '../http/operation.decorator';
import { listed, positionIn, type Listed } from '../http/page';
import { Query } from '../http/query.decorator';
import { Tagged } from '../http/tagged.decorator';
import { permitPublish } from '../policies/permit';
import { AgentBody, AgentChanges } from './agent-body';
import {
  AgentDto,
  AgentList,
  AgentVersionDto,
  AgentVersionList,
  showAgent,
  showAgentVersion,
} from './agent.dto';

const page = { limit: limit({ max: 200, fallback: 50 }), after: cursor() };
const listQuery = {
  ...page,
  tag: text({ parse: (value) => value || null, expects: 'a tag', description: 'Only agents that bear it.' }),
};

/** Named configurations of models, and what plays them. */
@ApiTags('agents')
@Controller('api/agents')
export class AgentsController {
  constructor(@Inject(CONNECTIONS) private readonly connections: Connections) {}

  @Get()
  @Operation({
    id: 'listAgents',
    summary: 'List agents',
    access: 'template:read',
    answers: { 200: { type: AgentList, description: 'Agents by name, each in its latest version.' } },
  })
  async list(
    @CurrentPrincipal() { tenantId }: Principal,
    @Query(listQuery) { tag, limit: rows, after }: ParametersOf<typeof listQuery>,
  ): Promise<Listed<AgentDto>> {
    const listing = { list: 'agents', keyOf: (row: AgentRow) => row.name };
    const filter = { tag, after: positionIn(listing.list, after), limit: rows };
    return listed(await this.tx(tenantId, (tx) => listAgents(tx, filter)), listing, showAgent);
  }

  @Post()
  @Operation({
    id: 'createAgent',
    summary: 'Make an agent',
    description:
      'It is played by the built-in loop of model and tools, or by a copy of a template of its own.',
    access: 'template:write',
    answers: { 201: { type: AgentDto, description: 'The agent, in its first version.' } },
  })
  async create(@Body() body: AgentBody, @ThisExchange() { principal, reply }: Exchange): Promise<AgentDto> {
    const { name, ...given } = body;
    checkAgentName(name);
    const draft = await this.draft(principal, name, { ...given } as JsonObject);
    const row = await this.tx(principal.tenantId, (tx) =>
      createAgent(tx, { name, draft, actor: principal.actor }),
    );
    const shown = showAgent(row);
    reply.header('Location', `/api/agents/${shown.id}`);
    return shown;
  }

  @Get(':id')
  @Tagged()
  @Operation({
    id: 'getAgent',
    summary: 'Read an agent, by its id or its name',
    access: 'template:read',
    answers: { 200: { type: AgentDto, description: 'The agent in its latest version.' } },
  })
  async read(@CurrentPrincipal() { tenantId }: Principal, @Param('id') id: string): Promise<AgentDto> {
    return showAgent(await this.tx(tenantId, (tx) => getAgent(tx, id)));
  }

  @Patch(':id')
  @Tagged()
  @Operation({
    id: 'updateAgent',
    summary: 'Change an agent',
    description: 'Adds a version. Runs that are under way play the version that they began with.',
    access: 'template:write',
    answers: { 200: { type: AgentDto, description: 'The agent as it is now.' } },
  })
  async update(
    @ThisExchange() { principal, precondition }: Exchange,
    @Param('id') id: string,
    @Body() body: AgentChanges,
  ): Promise<AgentDto> {
    const { tenantId, actor } = principal;
    const before = await this.tx(tenantId, (tx) => getAgent(tx, id));
    precondition.check(showAgent(before));
    const draft = await this.draft(
      principal,
      before.name,
      changedConfiguration(before, { ...body } as JsonObject),
    );
    const row = await this.tx(tenantId, async (tx) => {
      const row = await getAgent(tx, id, { lock: true });
      // Somebody else may have changed it while the draft was made; without If-Match the last word counts.
      precondition.check(showAgent(row));
      return changeAgent(tx, row, { draft, actor });
    });
    return showAgent(row);
  }

  @Delete(':id')
  @HttpCode(200)
  @Tagged()
  @Operation({
    id: 'deleteAgent',
    summary: 'Delete an agent',
    description: 'Nobody calls it any more, and its name stays taken. Its runs stay, and go on.',
    access: 'template:write',
    answers: { 200: { type: AgentDto, description: 'The agent as it was.' } },
  })
  async remove(
    @ThisExchange() { principal, precondition }: Exchange,
    @Param('id') id: string,
  ): Promise<AgentDto> {
    return this.tx(principal.tenantId, async (tx) => {
      const row = await getAgent(tx, id, { lock: true });
      const was = showAgent(row);
      precondition.check(was);
      await removeAgent(tx, row, principal.actor);
      return was;
    });
  }

  @Get(':id/versions')
  @Operation({
    id: 'listAgentVersions',
    summary: 'List the versions of an agent',
    access: 'template:read',
    answers: { 200: { type: AgentVersionList, description: 'Versions, newest first.' } },
  })
  async versions(
    @CurrentPrincipal() { tenantId }: Principal,
    @Param('id') id: string,
    @Query(page) { limit: rows, after }: ParametersOf<typeof page>,
  ): Promise<Listed<AgentVersionDto>> {
    return this.tx(tenantId, async (tx) => {
      const { id: agentId } = await getAgent(tx, id);
      const listing = {
        list: `agent-versions:${agentId}`,
        keyOf: ({ version }: AgentVersionRow) => String(version),
      };
      const position = positionIn(listing.list, after);
      const before = position === null ? null : Number(position);
      return listed(await listAgentVersions(tx, { agentId, before, limit: rows }), listing, showAgentVersion);
    });
  }

  /** Compiled, and let pass by policy as the template that it becomes. */
  private async draft(principal: Principal, name: string, given: JsonObject): Promise<AgentDraft> {
    const { handlers, policies } = this.connections;
    const draft = await this.tx(principal.tenantId, async (tx) => {
      const made = await draftAgent(tx, { name, given, handlers });
      await checkReferences(tx, { references: made.configuration.tools ?? [], pointer: '/tools' });
      return made;
    });
    await permitPublish(policies, principal, { name: draft.templateName, plan: draft.plan });
    return draft;
  }

  private tx<T>(tenantId: string, work: (tx: TenantTx) => Promise<T>): Promise<T> {
    return this.connections.tenants.withTenant(tenantId, work);
  }
}
