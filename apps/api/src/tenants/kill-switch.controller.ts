import { Body, Controller, Get, Inject, Param, Put } from '@nestjs/common';
import { ApiSchema, ApiTags } from '@nestjs/swagger';
import { allRuns, bulk, passBudget, STOP_KEY } from '@maestro/engine';
import { CurrentPrincipal } from '@maestro/nest-kit';
import { changeTenant, getTenant, lockTenant, recordAudit, type Tenant } from '@maestro/persistence';
import type { Principal } from '@maestro/tenancy';
import { CONNECTIONS, type Connections } from '../connections';
import { ThisExchange, type Exchange } from '../http/exchange.decorator';
import { TextField, WordField } from '../http/fields';
import { Operation } from '../http/operation.decorator';
import { ShowsInteger, ShowsWord } from '../http/shows';
import { Tagged } from '../http/tagged.decorator';
import { checkOwn } from './own-tenant';

const modes = ['off', 'stop_spending', 'stop_all'] as const;
type Mode = (typeof modes)[number];

@ApiSchema({ name: 'KillSwitchBody' })
export class KillSwitchBody {
  @WordField({
    description:
      '`stop_spending`: nothing that costs money begins, and no run starts. `stop_all`: open runs are cancelled as well. `off`: what waited goes on.',
    words: modes,
    required: true,
  })
  mode!: Mode;

  @TextField({ description: 'Why, for the audit.', max: 1_000 })
  reason?: string;
}

@ApiSchema({ name: 'KillSwitch' })
export class KillSwitchDto {
  @ShowsWord(modes, 'How it stands.')
  mode!: Mode;
}

@ApiSchema({ name: 'KillSwitchTurned' })
export class KillSwitchTurnedDto extends KillSwitchDto {
  @ShowsInteger('Open runs that were cancelled.')
  cancelled!: number;
}

const moving = ['cancelled'] as const;
/** Runs in one go. */
const MOST = 1_000;

@ApiTags('tenants')
@Controller('api/tenants')
export class KillSwitchController {
  constructor(@Inject(CONNECTIONS) private readonly connections: Connections) {}

  @Get(':id/kill-switch')
  @Tagged({ moving })
  @Operation({
    id: 'getKillSwitch',
    summary: 'See how the kill switch stands',
    access: 'tenant:read',
    answers: { 200: { type: KillSwitchDto, description: 'How it stands.' } },
  })
  async read(@CurrentPrincipal() { tenantId }: Principal, @Param('id') id: string): Promise<KillSwitchDto> {
    checkOwn(tenantId, id);
    return showSwitch(await this.connections.tenants.withTenant(tenantId, getTenant));
  }

  // Whoever pulls a brake has not read it before: If-Match is honoured, and not asked for.
  @Put(':id/kill-switch')
  @Tagged({ moving })
  @Operation({
    id: 'setKillSwitch',
    summary: 'Stop spending, at once and everywhere',
    description:
      'Within 5 s no attempt that costs money begins and no run starts, in any process. What is underway ends as it would.',
    access: 'budget:write',
    answers: { 200: { type: KillSwitchTurnedDto, description: 'How it stands now.' } },
  })
  async set(
    @ThisExchange() { principal: { tenantId, actor }, precondition }: Exchange,
    @Param('id') id: string,
    @Body() { mode, reason: given }: KillSwitchBody,
  ): Promise<KillSwitchTurnedDto> {
    checkOwn(tenantId, id);
    const reason = given ?? null;
    const { tenants, engine } = this.connections;
    await tenants.withTenant(tenantId, async (tx) => {
      precondition.check(showSwitch(await lockTenant(tx)));
      await changeTenant(tx, { spending: mode === 'off' ? 'on' : mode });
      const detail = { mode, reason };
      await recordAudit(tx, { actor, action: 'tenant.kill_switch_turned', subject: id, detail });
    });
    if (mode === 'off') await passBudget(engine, tenantId, STOP_KEY);
    const cancelled = mode === 'stop_all' ? await this.cancelAll(tenantId, actor, reason) : 0;
    return { mode, cancelled };
  }

  private async cancelAll(tenantId: string, actor: string, reason: string | null): Promise<number> {
    const request = {
      tenantId,
      action: 'cancel',
      filter: allRuns,
      actor,
      reason,
      dryRun: false,
      max: MOST,
    } as const;
    let cancelled = 0;
    for (;;) {
      const { done, more } = await bulk(this.connections.engine, request);
      cancelled += done;
      if (!more || done === 0) return cancelled;
    }
  }
}

function showSwitch({ spending }: Pick<Tenant, 'spending'>): KillSwitchDto {
  return { mode: spending === 'on' ? 'off' : spending };
}
