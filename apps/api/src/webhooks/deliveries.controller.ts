import { Controller, HttpCode, Inject, Param, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { CurrentPrincipal } from '@maestro/nest-kit';
import { parseId } from '@maestro/persistence';
import type { Principal } from '@maestro/tenancy';
import { replayDelivery } from '@maestro/webhooks';
import { CONNECTIONS, type Connections } from '../connections';
import { Operation } from '../http/operation.decorator';
import { DeliveryDto, showDelivery } from './webhook.dto';

@ApiTags('webhooks')
@Controller('api/webhook-deliveries')
export class DeliveriesController {
  constructor(@Inject(CONNECTIONS) private readonly connections: Connections) {}

  @Post(':id/replay')
  @HttpCode(202)
  @Operation({
    id: 'replayWebhookDelivery',
    summary: 'Send again what was told to a webhook',
    description:
      'The same event under the same id, to where the webhook leads now. Only of a delivery that is over.',
    access: 'webhook:write',
    answers: { 202: { type: DeliveryDto, description: 'The new delivery, which follows.' } },
  })
  async replay(
    @CurrentPrincipal() { tenantId, actor }: Principal,
    @Param('id') id: string,
  ): Promise<DeliveryDto> {
    const row = await this.connections.tenants.withTenant(tenantId, (tx) =>
      replayDelivery(tx, parseId('whd', id), actor),
    );
    return showDelivery(row);
  }
}
