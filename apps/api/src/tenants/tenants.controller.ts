import { Body, Controller, Get, Inject, Param, Patch } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { parseHostPort } from '@maestro/egress';
import { checkFields, CurrentPrincipal } from '@maestro/nest-kit';
import { changeTenant, getTenant, lockTenant, recordAudit, type TenantSettings } from '@maestro/persistence';
import { MaestroError, type FieldProblem } from '@maestro/problems';
import type { Principal } from '@maestro/tenancy';
import { CONNECTIONS, type Connections } from '../connections';
import { ThisExchange, type Exchange } from '../http/exchange.decorator';
import { Operation } from '../http/operation.decorator';
import { pointing } from '../http/pointing';
import { Tagged } from '../http/tagged.decorator';
import { checkOwn } from './own-tenant';
import { RateLimitChanges, showTenant, TenantChanges, TenantDto } from './tenant.dto';

@ApiTags('tenants')
@Controller('api/tenants')
export class TenantsController {
  constructor(@Inject(CONNECTIONS) private readonly connections: Connections) {}

  @Get(':id')
  @Tagged()
  @Operation({
    id: 'getTenant',
    summary: 'Read your tenant',
    access: 'tenant:read',
    answers: { 200: { type: TenantDto, description: 'The tenant.' } },
  })
  async read(@CurrentPrincipal() { tenantId }: Principal, @Param('id') id: string): Promise<TenantDto> {
    checkOwn(tenantId, id);
    return showTenant(await this.connections.tenants.withTenant(tenantId, getTenant));
  }

  @Patch(':id')
  @Tagged()
  @Operation({
    id: 'updateTenant',
    summary: 'Change your tenant',
    access: 'tenant:write',
    answers: { 200: { type: TenantDto, description: 'The tenant as it is now.' } },
  })
  async update(
    @ThisExchange() { principal: { tenantId, actor }, precondition }: Exchange,
    @Param('id') id: string,
    @Body() changes: TenantChanges,
  ): Promise<TenantDto> {
    checkOwn(tenantId, id);
    const settings = settingsOf(changes);
    return this.connections.tenants.withTenant(tenantId, async (tx) => {
      precondition.check(showTenant(await lockTenant(tx)));
      await recordAudit(tx, { actor, action: 'tenant.changed', subject: id, detail: { ...changes } });
      return showTenant(await changeTenant(tx, settings));
    });
  }
}

/** Zero takes a limit away. */
function settingsOf(changes: TenantChanges): TenantSettings {
  const {
    egress_allow: allow,
    max_open_runs: runs,
    max_running_tasks: tasks,
    max_enabled_orchestras: orchestras,
    weight,
    unknown_models: unknown,
  } = changes;
  return {
    ...(allow && { egressAllow: hostPorts(allow) }),
    ...(runs !== undefined && { maxOpenRuns: runs || null }),
    ...(tasks !== undefined && { maxRunningTasks: tasks || null }),
    ...(orchestras !== undefined && { maxEnabledOrchestras: orchestras || null }),
    ...(weight !== undefined && { weight }),
    ...(unknown !== undefined && { unknownModels: unknown }),
    ...(changes.rate_limit && ratesIn(changes.rate_limit)),
  };
}

function ratesIn(part: object): TenantSettings {
  const { per_second: perSecond, per_key: perKey } = pointing(
    { pointer: '/rate_limit', name: 'The rate limit' },
    () => checkFields(RateLimitChanges, part as never),
  );
  return {
    ...(perSecond !== undefined && { requestsPerSecond: perSecond || null }),
    ...(perKey !== undefined && { requestsPerKey: perKey || null }),
  };
}

/** Each entry as it is compared later, none twice. */
function hostPorts(given: readonly string[]): string[] {
  const faults: FieldProblem[] = [];
  const entries = given.map((entry, index) => {
    const parsed = parseHostPort(entry);
    const message = 'This must be host:port, without scheme, path or wildcard.';
    if (!parsed) faults.push({ pointer: `/egress_allow/${index}`, code: 'validation-failed', message });
    return parsed && `${parsed.host}:${parsed.port}`;
  });
  const [first] = faults;
  if (first)
    throw new MaestroError('validation-failed', `${first.pointer}: ${first.message}`, { errors: faults });
  return [...new Set(entries as string[])];
}
