import { Controller, Get, Inject } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { CurrentPrincipal, cursor, limit, text, words, type ParametersOf } from '@maestro/nest-kit';
import { listPolicyDecisions, parseId } from '@maestro/persistence';
import { policyActions, type Principal } from '@maestro/tenancy';
import { CONNECTIONS, type Connections } from '../connections';
import { Operation } from '../http/operation.decorator';
import { listed, positionIn, type Listed } from '../http/page';
import { Query } from '../http/query.decorator';
import { PolicyDecisionDto, PolicyDecisionList, policyEffects, showDecision } from './policy.dto';

const query = {
  effect: words(policyEffects, 'Only decisions of one of these.'),
  action: words(policyActions, 'Only decisions about one of these.'),
  run: text({
    parse: (value) => parseId('run', value),
    expects: 'the id of a run',
    description: 'Only decisions about this run, and in it.',
  }),
  limit: limit({ max: 200, fallback: 50 }),
  after: cursor(),
};

@ApiTags('policies')
@Controller('api/policy-decisions')
export class DecisionsController {
  constructor(@Inject(CONNECTIONS) private readonly connections: Connections) {}

  @Get()
  @Operation({
    id: 'listPolicyDecisions',
    summary: 'List what policy has decided',
    description: 'Of what the tenant has rules about, and of all that was refused.',
    access: 'policy:read',
    answers: { 200: { type: PolicyDecisionList, description: 'Decisions, the newest first.' } },
  })
  async list(
    @CurrentPrincipal() { tenantId }: Principal,
    @Query(query) { effect, action, run, limit: rows, after }: ParametersOf<typeof query>,
  ): Promise<Listed<PolicyDecisionDto>> {
    const listing = { list: 'policy-decisions', keyOf: (row: { id: string }) => row.id };
    const filter = {
      effects: effect,
      actions: action,
      runId: run,
      after: positionIn(listing.list, after),
      limit: rows,
    };
    const page = await this.connections.tenants.withTenant(tenantId, (tx) => listPolicyDecisions(tx, filter));
    return listed(page, listing, showDecision);
  }
}
