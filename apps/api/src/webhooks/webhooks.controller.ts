import { Body, Controller, Delete, Get, HttpCode, Inject, Param, Patch, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { CurrentPrincipal, cursor, limit, words, type ParametersOf } from '@maestro/nest-kit';
import { parseId, type TenantTx } from '@maestro/persistence';
import {
  deliveryStatuses,
  listDeliveries,
  listWebhooks,
  type DeliveryRow,
  type WebhookFields,
  type WebhookRow,
} from '@maestro/persistence/webhooks';
import { faultAt } from '@maestro/problems';
import type { Principal } from '@maestro/tenancy';
import {
  changeWebhook,
  createWebhook,
  getWebhook,
  removeWebhook,
  rotateWebhookSecret,
  switchWebhook,
  testWebhook,
} from '@maestro/webhooks';
import { CONNECTIONS, type Connections } from '../connections';
import { AnswerNotKept } from '../http/answer-not-kept.decorator';
import { ThisExchange, type Exchange } from '../http/exchange.decorator';
import { Operation } from '../http/operation.decorator';
import { listed, positionIn, type Listed } from '../http/page';
import { Query } from '../http/query.decorator';
import { Tagged } from '../http/tagged.decorator';
import {
  DeliveryDto,
  DeliveryList,
  moving,
  NewWebhookDto,
  OVERLAP_S,
  RotateWebhookBody,
  showDelivery,
  showWebhook,
  WebhookBody,
  WebhookChanges,
  WebhookDto,
  WebhookList,
} from './webhook.dto';

const listing = { list: 'webhooks', keyOf: ({ id }: WebhookRow) => id };
const listQuery = { limit: limit({ max: 100, fallback: 50 }), after: cursor() };
const deliveryListing = { list: 'webhook-deliveries', keyOf: ({ id }: DeliveryRow) => id };
const deliveryQuery = {
  status: words(deliveryStatuses, 'Only deliveries of which this has become.'),
  limit: limit({ max: 200, fallback: 50 }),
  after: cursor(),
};

/** Addresses that are told what happens. */
@ApiTags('webhooks')
@Controller('api/webhooks')
export class WebhooksController {
  constructor(@Inject(CONNECTIONS) private readonly connections: Connections) {}

  @Get()
  @Operation({
    id: 'listWebhooks',
    summary: 'List webhooks',
    access: 'webhook:read',
    answers: { 200: { type: WebhookList, description: 'Webhooks, oldest first.' } },
  })
  async list(
    @CurrentPrincipal() { tenantId }: Principal,
    @Query(listQuery) query: ParametersOf<typeof listQuery>,
  ): Promise<Listed<WebhookDto>> {
    const after = positionIn(listing.list, query.after);
    const page = await this.tx(tenantId, (tx) => listWebhooks(tx, { after, limit: query.limit }));
    return listed(page, listing, showWebhook);
  }

  @Post()
  @AnswerNotKept()
  @Operation({
    id: 'createWebhook',
    summary: 'Have an address told what happens',
    description: 'The secret is shown in this answer and never again. It is on from the beginning.',
    access: 'webhook:write',
    answers: { 201: { type: NewWebhookDto, description: 'The webhook, with its secret.' } },
  })
  async create(
    @Body() body: WebhookBody,
    @ThisExchange() { principal: { tenantId, actor }, reply }: Exchange,
  ): Promise<NewWebhookDto> {
    const fields = {
      ...{ description: '', templateIds: [], orchestraIds: [] },
      ...fieldsIn(body),
      ...{ url: body.url, events: body.events },
    };
    const { secrets } = this.connections;
    const { row, secret } = await this.tx(tenantId, (tx) => createWebhook(secrets, tx, { fields, actor }));
    const shown = showWebhook(row);
    reply.header('Location', `/api/webhooks/${shown.id}`);
    return { ...shown, secret };
  }

  @Get(':id')
  @Tagged({ moving })
  @Operation({
    id: 'getWebhook',
    summary: 'Read a webhook',
    access: 'webhook:read',
    answers: { 200: { type: WebhookDto, description: 'The webhook, without its secret.' } },
  })
  async read(@CurrentPrincipal() { tenantId }: Principal, @Param('id') id: string): Promise<WebhookDto> {
    return showWebhook(await this.tx(tenantId, (tx) => getWebhook(tx, parseId('whk', id))));
  }

  @Patch(':id')
  @Tagged({ moving })
  @Operation({
    id: 'updateWebhook',
    summary: 'Change a webhook',
    access: 'webhook:write',
    answers: { 200: { type: WebhookDto, description: 'The webhook as it is now.' } },
  })
  async update(
    @ThisExchange() exchange: Exchange,
    @Param('id') id: string,
    @Body() body: WebhookChanges,
  ): Promise<WebhookDto> {
    const { actor } = exchange.principal;
    const changes = fieldsIn(body);
    return showWebhook(
      await this.locked(exchange, id, (tx, row) => changeWebhook(tx, row, { changes, actor })),
    );
  }

  @Delete(':id')
  @HttpCode(200)
  @Tagged({ moving })
  @Operation({
    id: 'deleteWebhook',
    summary: 'Forget a webhook',
    description: 'With its deliveries: what waits is not sent.',
    access: 'webhook:write',
    answers: { 200: { type: WebhookDto, description: 'The webhook as it was.' } },
  })
  async remove(@ThisExchange() exchange: Exchange, @Param('id') id: string): Promise<WebhookDto> {
    return this.locked(exchange, id, async (tx, row) => {
      await removeWebhook(tx, row, exchange.principal.actor);
      return showWebhook(row);
    });
  }

  @Post(':id/rotate-secret')
  @AnswerNotKept()
  @HttpCode(200)
  @Operation({
    id: 'rotateWebhookSecret',
    summary: 'Give a webhook another secret',
    description:
      'The new secret is shown in this answer and never again. For a while both sign, so that nothing is refused.',
    access: 'webhook:write',
    answers: { 200: { type: NewWebhookDto, description: 'The webhook, with its new secret.' } },
  })
  async rotate(
    @ThisExchange() { principal: { tenantId, actor } }: Exchange,
    @Param('id') id: string,
    @Body() body: RotateWebhookBody,
  ): Promise<NewWebhookDto> {
    const { row, secret } = await this.tx(tenantId, async (tx) => {
      const row = await getWebhook(tx, parseId('whk', id), true);
      const overlapSeconds = body.overlap_s ?? OVERLAP_S;
      return rotateWebhookSecret(this.connections.secrets, tx, { row, overlapSeconds, actor });
    });
    return { ...showWebhook(row), secret };
  }

  @Post(':id/test')
  @HttpCode(202)
  @Operation({
    id: 'testWebhook',
    summary: 'Send a webhook a test event',
    access: 'webhook:write',
    answers: { 202: { type: DeliveryDto, description: 'The delivery, which follows.' } },
  })
  async test(
    @CurrentPrincipal() { tenantId, actor }: Principal,
    @Param('id') id: string,
  ): Promise<DeliveryDto> {
    const row = await this.tx(tenantId, async (tx) =>
      testWebhook(tx, await getWebhook(tx, parseId('whk', id), true), actor),
    );
    return showDelivery(row);
  }

  @Post(':id/enable')
  @HttpCode(200)
  @Operation({
    id: 'enableWebhook',
    summary: 'Switch a webhook on',
    description: 'It hears of what happens from now on; what it missed can be replayed.',
    access: 'webhook:write',
    answers: { 200: { type: WebhookDto, description: 'The webhook as it is now.' } },
  })
  async enable(@CurrentPrincipal() principal: Principal, @Param('id') id: string): Promise<WebhookDto> {
    return this.switched(principal, id, true);
  }

  @Post(':id/disable')
  @HttpCode(200)
  @Operation({
    id: 'disableWebhook',
    summary: 'Switch a webhook off',
    description: 'What waits for it is cancelled, and can be replayed.',
    access: 'webhook:write',
    answers: { 200: { type: WebhookDto, description: 'The webhook as it is now.' } },
  })
  async disable(@CurrentPrincipal() principal: Principal, @Param('id') id: string): Promise<WebhookDto> {
    return this.switched(principal, id, false);
  }

  @Get(':id/deliveries')
  @Operation({
    id: 'listWebhookDeliveries',
    summary: 'List what was told to a webhook',
    description: 'Deliveries are kept for 30 days after their end.',
    access: 'webhook:read',
    answers: { 200: { type: DeliveryList, description: 'Deliveries, newest first.' } },
  })
  async deliveries(
    @CurrentPrincipal() { tenantId }: Principal,
    @Param('id') id: string,
    @Query(deliveryQuery) query: ParametersOf<typeof deliveryQuery>,
  ): Promise<Listed<DeliveryDto>> {
    const after = positionIn(deliveryListing.list, query.after);
    const page = await this.tx(tenantId, async (tx) => {
      const { id: webhookId } = await getWebhook(tx, parseId('whk', id));
      return listDeliveries(tx, { webhookId, statuses: query.status, after, limit: query.limit });
    });
    return listed(page, deliveryListing, showDelivery);
  }

  private async switched({ tenantId, actor }: Principal, id: string, on: boolean): Promise<WebhookDto> {
    const row = await this.tx(tenantId, async (tx) =>
      switchWebhook(tx, await getWebhook(tx, parseId('whk', id), true), { on, actor }),
    );
    return showWebhook(row);
  }

  private locked<T>(
    { principal, precondition }: Exchange,
    id: string,
    work: (tx: TenantTx, row: WebhookRow) => Promise<T>,
  ): Promise<T> {
    return this.tx(principal.tenantId, async (tx) => {
      const row = await getWebhook(tx, parseId('whk', id), true);
      precondition.check(showWebhook(row));
      return work(tx, row);
    });
  }

  private tx<T>(tenantId: string, work: (tx: TenantTx) => Promise<T>): Promise<T> {
    return this.connections.tenants.withTenant(tenantId, work);
  }
}

function fieldsIn({ templates, orchestras, ...plain }: WebhookChanges): Partial<WebhookFields> {
  return {
    ...plain,
    ...(templates ? { templateIds: idsIn('tpl', templates, '/templates') } : {}),
    ...(orchestras ? { orchestraIds: idsIn('orc', orchestras, '/orchestras') } : {}),
  };
}

function idsIn(prefix: 'tpl' | 'orc', shown: readonly string[], pointer: string): string[] {
  return shown.map((text, i) => {
    const id = parseId(prefix, text);
    if (id === null)
      throw faultAt('unknown-ref', `${pointer}/${i}`, `This must be the id of one (${prefix}_…).`);
    return id;
  });
}
