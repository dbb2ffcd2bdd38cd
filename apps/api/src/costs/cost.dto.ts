import { ApiSchema } from '@nestjs/swagger';
import { formatId, formatTaskId, type CostRow, type PriceRow } from '@maestro/persistence';
import { IntegerField } from '../http/fields';
import { centsOf } from '../http/money';
import { ShowsFlag, ShowsInteger, ShowsMany, ShowsNumber, ShowsText, ShowsTime } from '../http/shows';

@ApiSchema({
  name: 'Cost',
  description: 'What one group has cost; null where the costs are not grouped by that.',
})
export class CostDto {
  @ShowsText('Template.', { nullable: true })
  template_id!: string | null;

  @ShowsText('Orchestra; null also for runs of none, and for runs that are no longer kept.', {
    nullable: true,
  })
  orchestra_id!: string | null;

  @ShowsText('Run.', { nullable: true })
  run_id!: string | null;

  @ShowsText('Task of a run.', { nullable: true })
  task_id!: string | null;

  @ShowsText('Node of that task.', { nullable: true })
  node!: string | null;

  @ShowsText('Agent whose own steps these are; null also for what no agent did.', { nullable: true })
  agent_id!: string | null;

  @ShowsText('Model; null also for what has none.', { nullable: true })
  model!: string | null;

  @ShowsText('Handler.', { nullable: true })
  handler!: string | null;

  @ShowsText('Day in UTC.', { nullable: true })
  day!: string | null;

  @ShowsNumber('What it has cost, in cents with decimals.')
  cost_cents!: number;

  @ShowsNumber('How much of that is a worst case that nobody has proven, in cents.')
  assumed_cents!: number;

  @ShowsInteger('Attempts.')
  attempts!: number;

  @ShowsInteger('Tokens that models read, as far as they said so.')
  input_tokens!: number;

  @ShowsInteger('Tokens that models wrote.')
  output_tokens!: number;
}

@ApiSchema({ name: 'Costs' })
export class CostsDto {
  @ShowsMany(() => CostDto, 'The dearest first; at most 1,000.')
  data!: CostDto[];

  @ShowsNumber('All of these together, in cents.')
  cost_cents!: number;
}

export function showCosts(rows: readonly CostRow[]): CostsDto {
  const sum = rows.reduce((total, { micros }) => total + micros, 0);
  return { data: rows.map(showCost), cost_cents: centsOf(sum) };
}

function showCost(row: CostRow): CostDto {
  const { templateId, orchestraId, runId, n, agentId, node, model, handler, day, attempts } = row;
  return {
    template_id: templateId && formatId('tpl', templateId),
    orchestra_id: orchestraId && formatId('orc', orchestraId),
    run_id: runId && formatId('run', runId),
    task_id: runId !== null && n !== null ? formatTaskId(runId, n) : null,
    agent_id: agentId && formatId('agt', agentId),
    ...{ node, model, handler, day, attempts },
    cost_cents: centsOf(row.micros),
    assumed_cents: centsOf(row.assumed),
    input_tokens: row.inputTokens,
    output_tokens: row.outputTokens,
  };
}

@ApiSchema({ name: 'ModelPrice', description: 'What a model costs, in thousandths of a micro-dollar.' })
export class PriceDto {
  @ShowsText('The model.')
  model!: string;

  @ShowsInteger('Its version, which attempts keep for ever.')
  version!: number;

  @ShowsFlag('Whether it is the tenant’s own; else it is everybody’s.')
  own!: boolean;

  @ShowsInteger('Nano-dollars for each token read.')
  input_nanos!: number;

  @ShowsInteger('Nano-dollars for each token written.')
  output_nanos!: number;

  @ShowsInteger('Nano-dollars for each call.')
  call_nanos!: number;

  @ShowsTime('Since when.')
  created_at!: string;
}

@ApiSchema({ name: 'ModelPrices' })
export class PricesDto {
  @ShowsMany(() => PriceDto, 'By model.')
  data!: PriceDto[];
}

const nanos = { min: 0, max: 1_000_000_000_000, required: true } as const;

@ApiSchema({ name: 'NewModelPrice' })
export class NewPriceBody {
  @IntegerField({
    description: 'Nano-dollars for each token read: 2500 is 2.50 USD for a million.',
    ...nanos,
  })
  input_nanos!: number;

  @IntegerField({ description: 'Nano-dollars for each token written.', ...nanos })
  output_nanos!: number;

  @IntegerField({
    description: 'Nano-dollars for each call; none where left out.',
    min: 0,
    max: 1_000_000_000_000_000,
  })
  call_nanos?: number;
}

export function showPrices(rows: readonly PriceRow[]): PricesDto {
  return { data: rows.map(showPrice) };
}

export function showPrice({
  model,
  version,
  own,
  inputNanos,
  outputNanos,
  callNanos,
  createdAt,
}: PriceRow): PriceDto {
  return {
    ...{ model, version, own },
    ...{ input_nanos: inputNanos, output_nanos: outputNanos, call_nanos: callNanos },
    created_at: createdAt.toISOString(),
  };
}
