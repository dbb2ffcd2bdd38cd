import { Body, Controller, Get, HttpCode, Inject, Param, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { vote, type VoteRequest } from '@maestro/engine';
import { CurrentPrincipal, cursor, limit, words, type ParametersOf } from '@maestro/nest-kit';
import {
  approvalStatuses,
  encodeCursor,
  findApproval,
  formatApprovalId,
  listApprovals,
  parseApprovalId,
} from '@maestro/persistence';
import { MaestroError } from '@maestro/problems';
import type { Principal } from '@maestro/tenancy';
import { CONNECTIONS, type Connections } from '../connections';
import { Operation } from '../http/operation.decorator';
import { positionIn, type Listed } from '../http/page';
import { Query } from '../http/query.decorator';
import { permitVote } from '../policies/permit';
import { ApprovalDto, ApprovalList, showApproval, VoteBody } from './approval.dto';

const LIST = 'approvals';
const approvalQuery = {
  status: words(approvalStatuses, 'Only approvals with one of these statuses.'),
  limit: limit({ max: 200, fallback: 50 }),
  after: cursor(),
};

@ApiTags('approvals')
@Controller('api/approvals')
export class ApprovalsController {
  constructor(@Inject(CONNECTIONS) private readonly connections: Connections) {}

  @Get()
  @Operation({
    id: 'listApprovals',
    summary: 'List what people are asked',
    access: 'run:read',
    answers: { 200: { type: ApprovalList, description: 'Approvals, those of the newest run first.' } },
  })
  async list(
    @CurrentPrincipal() { tenantId }: Principal,
    @Query(approvalQuery) { status, limit: rows, after }: ParametersOf<typeof approvalQuery>,
  ): Promise<Listed<ApprovalDto>> {
    const position = positionIn(LIST, after);
    const filter = {
      statuses: status,
      after: position === null ? null : parseApprovalId(position),
      limit: rows,
    };
    const page = await this.connections.tenants.withTenant(tenantId, (tx) => listApprovals(tx, filter));
    const next =
      page.hasMore && page.last ? encodeCursor(LIST, formatApprovalId(page.last.runId, page.last.n)) : null;
    return { data: page.rows.map(showApproval), page: { next, has_more: next !== null } };
  }

  @Get(':id')
  @Operation({
    id: 'getApproval',
    summary: 'Read what people are asked',
    access: 'run:read',
    answers: { 200: { type: ApprovalDto, description: 'The approval.' } },
  })
  async read(@CurrentPrincipal() { tenantId }: Principal, @Param('id') id: string): Promise<ApprovalDto> {
    const key = keyIn(id);
    const row = await this.connections.tenants.withTenant(tenantId, (tx) => findApproval(tx, key));
    if (!row) throw noSuchApproval();
    return showApproval(row);
  }

  @Post(':id/approve')
  @HttpCode(200)
  @Operation({
    id: 'approve',
    summary: 'Approve',
    description: 'Counts once for each person, and only for what the digest names.',
    access: 'approval:vote',
    answers: { 200: { type: ApprovalDto, description: 'The approval, with your vote.' } },
  })
  approve(
    @CurrentPrincipal() principal: Principal,
    @Param('id') id: string,
    @Body() body: VoteBody,
  ): Promise<ApprovalDto> {
    return this.vote(principal, id, { ...body, decision: 'approve' });
  }

  @Post(':id/reject')
  @HttpCode(200)
  @Operation({
    id: 'reject',
    summary: 'Reject',
    description: 'One rejection fails the task, whatever others have said.',
    access: 'approval:vote',
    answers: { 200: { type: ApprovalDto, description: 'The approval, with your vote.' } },
  })
  reject(
    @CurrentPrincipal() principal: Principal,
    @Param('id') id: string,
    @Body() body: VoteBody,
  ): Promise<ApprovalDto> {
    return this.vote(principal, id, { ...body, decision: 'reject' });
  }

  private async vote(
    principal: Principal,
    id: string,
    { digest, comment, decision }: VoteBody & Pick<VoteRequest, 'decision'>,
  ): Promise<ApprovalDto> {
    const { tenantId, actor, person, role } = principal;
    // A program that nobody sits at has no opinion, whatever its role; nor have keys that it made.
    if (person.startsWith('workload:'))
      throw new MaestroError('not-eligible', 'A workload does not answer for people.');
    const key = keyIn(id);
    const row = await this.connections.tenants.withTenant(tenantId, (tx) => findApproval(tx, key));
    if (!row) throw noSuchApproval();
    await permitVote(this.connections.policies, principal, { row, decision });
    const about = { tenantId, ...key, person: actor, subject: person, roles: [role] };
    await vote(this.connections.engine, { ...about, decision, digest, comment: comment ?? null });
    return this.read(principal, id);
  }
}

/** An id that is none names nothing, like one that is another tenant's. */
function keyIn(text: string): { runId: string; n: number } {
  const key = parseApprovalId(text);
  if (key === null) throw noSuchApproval();
  return key;
}

function noSuchApproval(): MaestroError {
  return new MaestroError('not-found', 'There is no such approval.');
}
