import { ApiSchema } from '@nestjs/swagger';
import { formatId, type Tenant } from '@maestro/persistence';
import { IntegerField, PartField, TextListField, WordField } from '../http/fields';
import { ShowsInteger, ShowsOne, ShowsText, ShowsTexts, ShowsWord } from '../http/shows';

const unknownModels = ['refuse', 'declared'] as const;
const PER_SECOND = 'Requests a second of all keys together';
const PER_KEY = 'Requests a second of each key';

@ApiSchema({ name: 'RateLimit' })
export class RateLimitDto {
  @ShowsInteger(`${PER_SECOND}; null for what the installation gives.`, { nullable: true })
  per_second!: number | null;

  @ShowsInteger(`${PER_KEY}; null for what the installation gives.`, { nullable: true })
  per_key!: number | null;
}

@ApiSchema({ name: 'RateLimitChanges' })
export class RateLimitChanges {
  @IntegerField({
    description: `${PER_SECOND}, up to the installation's most. 0 for what the installation gives.`,
    min: 0,
    max: 1_000_000,
  })
  per_second?: number;

  @IntegerField({
    description: `${PER_KEY}, up to the installation's most. 0 for what the installation gives.`,
    min: 0,
    max: 1_000_000,
  })
  per_key?: number;
}

@ApiSchema({ name: 'Tenant' })
export class TenantDto {
  @ShowsText('Id of the tenant.', { example: 'ten_01j9z3k4v5x6y7z8a9b0c1d2e3' })
  id!: string;

  @ShowsText('Its name.')
  name!: string;

  @ShowsText('Its environment, part of its API keys.')
  env!: string;

  @ShowsTexts('Addresses, as `host:port`, that tasks may reach although they are private.')
  egress_allow!: string[];

  @ShowsInteger('Runs that may be open at once; null for no limit.', { nullable: true })
  max_open_runs!: number | null;

  @ShowsInteger('Tasks that may be queued or running at once; null for no limit.', { nullable: true })
  max_running_tasks!: number | null;

  @ShowsInteger('Orchestras that may be switched on at once; null for no limit.', { nullable: true })
  max_enabled_orchestras!: number | null;

  @ShowsInteger('Its share of a queue for which tenants compete, beside the weights of the others.')
  weight!: number;

  @ShowsOne(() => RateLimitDto, 'How often its keys may ask.')
  rate_limit!: RateLimitDto;

  @ShowsWord(unknownModels, 'What becomes of attempts with a model that has no price.')
  unknown_models!: (typeof unknownModels)[number];

  @ShowsWord(['off', 'stop_spending', 'stop_all'], 'The kill switch.')
  kill_switch!: 'off' | 'stop_spending' | 'stop_all';
}

@ApiSchema({ name: 'TenantChanges' })
export class TenantChanges {
  @TextListField({
    description:
      'Addresses, as `host:port`, that tasks may reach although they are private. Replaces the list.',
    maxItems: 64,
    example: ['127.0.0.1:8080'],
  })
  egress_allow?: string[];

  @IntegerField({
    description: 'Runs that may be open at once; a start beyond is refused. 0 for no limit.',
    min: 0,
    max: 1_000_000,
  })
  max_open_runs?: number;

  @IntegerField({
    description: 'Tasks that may be queued or running at once; what is ready beyond waits. 0 for no limit.',
    min: 0,
    max: 100_000,
  })
  max_running_tasks?: number;

  @IntegerField({
    description: 'Orchestras that may be switched on at once; one more is refused. 0 for no limit.',
    min: 0,
    max: 1_000_000,
  })
  max_enabled_orchestras?: number;

  @IntegerField({
    description: 'Its share of a queue for which tenants compete, beside the weights of the others.',
    min: 1,
    max: 1_000,
  })
  weight?: number;

  @PartField({
    description: 'How often its keys may ask. Counts within two seconds.',
    part: () => RateLimitChanges,
  })
  rate_limit?: RateLimitChanges;

  @WordField({
    description:
      'A model without a price: `refuse` it, or take the worst case that the template has `declared`.',
    words: unknownModels,
  })
  unknown_models?: (typeof unknownModels)[number];
}

export function showTenant(tenant: Tenant): TenantDto {
  const {
    id,
    name,
    env,
    egressAllow,
    maxOpenRuns,
    maxRunningTasks,
    maxEnabledOrchestras,
    weight,
    unknownModels: unknown,
    spending,
    requestsPerSecond,
    requestsPerKey,
  } = tenant;
  return {
    id: formatId('ten', id),
    name,
    env,
    egress_allow: egressAllow,
    max_open_runs: maxOpenRuns,
    max_running_tasks: maxRunningTasks,
    max_enabled_orchestras: maxEnabledOrchestras,
    weight,
    rate_limit: { per_second: requestsPerSecond, per_key: requestsPerKey },
    unknown_models: unknown,
    kill_switch: spending === 'on' ? 'off' : spending,
  };
}
