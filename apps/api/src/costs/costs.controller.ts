import { Body, Controller, Get, Inject, Param, Put } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { isInstant } from '@maestro/dsl';
import { CurrentPrincipal, cursor, limit, text, words, type ParametersOf } from '@maestro/nest-kit';
import {
  addPrice, costGroups, findPrice, listAnomalies, listCosts, listPrices, lockTenant, parseId, recordAudit, type AnomalyRow, type PriceRow,
} from '@maestro/persistence'; // prettier-ignore
import { MaestroError } from '@maestro/problems';
import type { Principal } from '@maestro/tenancy';
import { CONNECTIONS, type Connections } from '../connections';
import { listed, positionIn, type Listed } from '../http/page';
import { ThisExchange, type Exchange } from '../http/exchange.decorator';
import { Operation } from '../http/operation.decorator';
import { Query } from '../http/query.decorator';
import { Tagged } from '../http/tagged.decorator';
import { AnomalyList, showAnomaly, type AnomalyDto } from './anomaly.dto';
import { CostsDto, NewPriceBody, PriceDto, PricesDto, showCosts, showPrice, showPrices } from './cost.dto';

const MOST = 1_000;
const LONGEST_NAME = 128;

type Price = Pick<PriceRow, 'inputNanos' | 'outputNanos' | 'callNanos'>;

const EVER = { from: new Date(0), to: new Date('9999-01-01T00:00:00Z') };

const instant = (description: string) =>
  text<Date>({
    parse: (written) => (isInstant(written) ? new Date(written) : null),
    expects: 'an instant such as 2026-01-01T00:00:00Z',
    description,
  });

const costQuery = {
  group_by: words(costGroups, 'What to group by; the tenant as a whole where left out.'),
  from: instant('Only what was charged at this instant or later.'),
  to: instant('Only what was charged before this instant.'),
};

const anomalyQuery = {
  template_id: text<string>({
    parse: (written) => parseId('tpl', written),
    expects: 'the id of a template (tpl_…)',
    description: 'Only runs of this template.',
  }),
  limit: limit({ max: 200, fallback: 50 }),
  after: cursor(),
};

@ApiTags('budgets')
@Controller('api')
export class CostsController {
  constructor(@Inject(CONNECTIONS) private readonly connections: Connections) {}

  @Get('costs')
  @Operation({
    id: 'listCosts',
    summary: 'See what was spent, and on what',
    access: 'cost:read',
    answers: { 200: { type: CostsDto, description: 'Costs by group.' } },
  })
  async costs(
    @CurrentPrincipal() { tenantId }: Principal,
    @Query(costQuery) { group_by: groups, from, to }: ParametersOf<typeof costQuery>,
  ): Promise<CostsDto> {
    const filter = { groups, from: from ?? EVER.from, to: to ?? EVER.to, limit: MOST };
    return showCosts(await this.connections.tenants.withTenant(tenantId, (tx) => listCosts(tx, filter)));
  }

  @Get('costs/anomalies')
  @Operation({
    id: 'listAnomalies',
    summary: 'List runs that took unusually long or cost unusually much',
    access: 'cost:read',
    answers: { 200: { type: AnomalyList, description: 'Those of the newest runs first.' } },
  })
  async anomalies(
    @CurrentPrincipal() { tenantId }: Principal,
    @Query(anomalyQuery) query: ParametersOf<typeof anomalyQuery>,
  ): Promise<Listed<AnomalyDto>> {
    const listing = { list: 'anomalies', keyOf: (row: AnomalyRow) => `${row.runId} ${row.measure}` };
    const [runId = '', measure = ''] = (positionIn(listing.list, query.after) ?? '').split(' ');
    const filter = {
      templateId: query.template_id,
      after: runId ? { runId, measure } : null,
      limit: query.limit,
    };
    const page = await this.connections.tenants.withTenant(tenantId, (tx) => listAnomalies(tx, filter));
    return listed(page, listing, showAnomaly);
  }

  @Get('model-pricing')
  @Operation({
    id: 'listModelPrices',
    summary: 'List what models cost',
    access: 'cost:read',
    answers: { 200: { type: PricesDto, description: 'The prices that count now.' } },
  })
  async prices(@CurrentPrincipal() { tenantId }: Principal): Promise<PricesDto> {
    return showPrices(await this.connections.tenants.withTenant(tenantId, (tx) => listPrices(tx)));
  }

  @Get('model-pricing/:model')
  @Tagged()
  @Operation({
    id: 'getModelPrice',
    summary: 'Read what a model costs',
    access: 'cost:read',
    answers: { 200: { type: PriceDto, description: 'The price that counts now.' } },
  })
  async price(@CurrentPrincipal() { tenantId }: Principal, @Param('model') model: string): Promise<PriceDto> {
    const row = await this.connections.tenants.withTenant(tenantId, (tx) => findPrice(tx, model));
    if (!row) throw new MaestroError('not-found', 'There is no price of such a model.');
    return showPrice(row);
  }

  @Put('model-pricing/:model')
  @Tagged()
  @Operation({
    id: 'setModelPrice',
    summary: 'Say what a model costs',
    description:
      'A new version, unless it costs that already. What is reserved keeps the price it was reserved at.',
    access: 'budget:write',
    answers: { 200: { type: PriceDto, description: 'The price that counts from now on.' } },
  })
  async setPrice(
    @ThisExchange() { principal: { tenantId, actor }, precondition }: Exchange,
    @Param('model') model: string,
    @Body() body: NewPriceBody,
  ): Promise<PriceDto> {
    if (model.length > LONGEST_NAME)
      throw new MaestroError('out-of-range', `The name of a model has at most ${LONGEST_NAME} characters.`);
    const { input_nanos: inputNanos, output_nanos: outputNanos, call_nanos: callNanos = 0 } = body;
    return this.connections.tenants.withTenant(tenantId, async (tx) => {
      // The next version has no row to lock yet: one writer at a time.
      await lockTenant(tx);
      const there = await findPrice(tx, model);
      if (there) precondition.check(showPrice(there));
      else if (precondition.ignored)
        throw new MaestroError('version-conflict', 'There is no price of such a model to change.');
      const price = { model, inputNanos, outputNanos, callNanos, createdBy: actor };
      if (there?.own && isSamePrice(there, price)) return showPrice(there);
      const version = await addPrice(tx, price);
      await recordAudit(tx, { actor, action: 'price.set', subject: model, detail: { ...body, version } });
      const row = await findPrice(tx, model);
      if (!row) throw new Error('a price that was just set cannot be read');
      return showPrice(row);
    });
  }
}

const isSamePrice = (a: Price, b: Price): boolean =>
  a.inputNanos === b.inputNanos && a.outputNanos === b.outputNanos && a.callNanos === b.callNanos;
