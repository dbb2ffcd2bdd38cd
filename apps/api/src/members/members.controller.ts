import { Body, Controller, Delete, Get, HttpCode, Inject, Param, Patch, Post } from '@nestjs/common';
import { ApiParam, ApiTags } from '@nestjs/swagger';
import { changeRole, endMembership, invite } from '@maestro/governance';
import { CurrentPrincipal, cursor, limit, type ParametersOf } from '@maestro/nest-kit';
import {
  findMember,
  formatId,
  listMembers,
  lockOwners,
  parseId,
  type MemberRow,
  type TenantTx,
} from '@maestro/persistence';
import { MaestroError } from '@maestro/problems';
import type { Principal } from '@maestro/tenancy';
import { CONNECTIONS, type Connections } from '../connections';
import { AnswerNotKept } from '../http/answer-not-kept.decorator';
import { ThisExchange, type Exchange } from '../http/exchange.decorator';
import { Operation } from '../http/operation.decorator';
import { listed, positionIn, type Listed } from '../http/page';
import { Query } from '../http/query.decorator';
import { Tagged } from '../http/tagged.decorator';
import { checkOwn } from '../tenants/own-tenant';
import { InviteBody, InvitedMemberDto, MemberChanges, MemberDto, MemberList, showMember } from './member.dto';

const listing = { list: 'members', keyOf: ({ id }: MemberRow) => formatId('mem', id) };
const memberQuery = { limit: limit({ max: 200, fallback: 50 }), after: cursor() };

@ApiTags('identity')
@Controller('api/tenants/:tenant/members')
export class MembersController {
  constructor(@Inject(CONNECTIONS) private readonly connections: Connections) {}

  @Get()
  @Operation({
    id: 'listMembers',
    summary: 'List the people of your tenant',
    access: 'member:read',
    answers: { 200: { type: MemberList, description: 'Members, who came first the first.' } },
  })
  async list(
    @CurrentPrincipal() { tenantId }: Principal,
    @Param('tenant') tenant: string,
    @Query(memberQuery) query: ParametersOf<typeof memberQuery>,
  ): Promise<Listed<MemberDto>> {
    checkOwn(tenantId, tenant);
    const position = positionIn(listing.list, query.after);
    const after = position === null ? null : parseId('mem', position);
    const page = await this.connections.tenants.withTenant(tenantId, (tx) =>
      listMembers(tx, { after, limit: query.limit }),
    );
    return listed(page, listing, showMember);
  }

  @Post()
  @AnswerNotKept()
  @Operation({
    id: 'inviteMember',
    summary: 'Invite a person',
    description: 'Again, as long as they have not come: the invitation of before opens nothing any more.',
    access: 'member:write',
    answers: { 201: { type: InvitedMemberDto, description: 'The member, with the invitation.' } },
  })
  async invite(
    @CurrentPrincipal() principal: Principal,
    @Param('tenant') tenant: string,
    @Body() { email, name, role }: InviteBody,
  ): Promise<InvitedMemberDto> {
    checkOwn(principal.tenantId, tenant);
    return this.connections.tenants.withTenant(principal.tenantId, async (tx) => {
      const { member, token } = await invite(tx, principal, { email, name: name ?? null, role });
      return { ...showMember(await find(tx, member)), invite_token: token };
    });
  }

  @Get(':id')
  @Tagged()
  @Operation({
    id: 'getMember',
    summary: 'Read about a person',
    access: 'member:read',
    answers: { 200: { type: MemberDto, description: 'The member.' } },
  })
  async read(
    @CurrentPrincipal() { tenantId }: Principal,
    @Param('tenant') tenant: string,
    @Param('id') id: string,
  ): Promise<MemberDto> {
    checkOwn(tenantId, tenant);
    return showMember(await this.connections.tenants.withTenant(tenantId, (tx) => find(tx, memberIn(id))));
  }

  @Patch(':id')
  @Tagged()
  @ApiParam({ name: 'tenant', type: String })
  @ApiParam({ name: 'id', type: String })
  @Operation({
    id: 'updateMember',
    summary: 'Give a person another role',
    access: 'member:write',
    answers: { 200: { type: MemberDto, description: 'The member as they are now.' } },
  })
  async update(
    @ThisExchange() { principal, precondition }: Exchange,
    @Param() { tenant = '', id = '' }: Record<string, string>,
    @Body() { role }: MemberChanges,
  ): Promise<MemberDto> {
    checkOwn(principal.tenantId, tenant);
    const member = memberIn(id);
    return this.connections.tenants.withTenant(principal.tenantId, async (tx) => {
      // As the change itself does: who changes members waits for the others who do.
      await lockOwners(tx);
      precondition.check(showMember(await find(tx, member)));
      return showMember(await changeRole(tx, principal, { id: member, role }));
    });
  }

  @Delete(':id')
  @Tagged()
  @HttpCode(204)
  @Operation({
    id: 'removeMember',
    summary: 'Remove a person',
    description:
      'Their sessions, and the keys that they made or rotated, are over within five seconds. Each key is in the audit trail.',
    access: 'member:write',
    answers: { 204: { description: 'The person is no member any more.' } },
  })
  async remove(
    @ThisExchange() { principal, precondition }: Exchange,
    @Param('tenant') tenant: string,
    @Param('id') id: string,
  ): Promise<void> {
    checkOwn(principal.tenantId, tenant);
    const member = memberIn(id);
    await this.connections.tenants.withTenant(principal.tenantId, async (tx) => {
      await lockOwners(tx);
      precondition.check(showMember(await find(tx, member)));
      await endMembership(tx, principal, member);
    });
  }
}

async function find(tx: TenantTx, id: string): Promise<MemberRow> {
  const row = await findMember(tx, id);
  if (!row) throw noSuchMember();
  return row;
}

function memberIn(text: string): string {
  const id = parseId('mem', text);
  if (id === null) throw noSuchMember();
  return id;
}

function noSuchMember(): MaestroError {
  return new MaestroError('not-found', 'There is no such member.');
}
