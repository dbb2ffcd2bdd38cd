import { Body, Controller, HttpCode, Inject, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { bulk } from '@maestro/engine';
import { CurrentPrincipal } from '@maestro/nest-kit';
import { formatId } from '@maestro/persistence';
import type { Principal } from '@maestro/tenancy';
import { CONNECTIONS, type Connections } from '../connections';
import { Operation } from '../http/operation.decorator';
import { BulkBody, BulkResultDto } from './bulk.dto';
import { readBulk } from './read-bulk';

const DEFAULT_MAX = 1_000;

@ApiTags('runs')
@Controller('api/bulk')
export class BulkController {
  constructor(@Inject(CONNECTIONS) private readonly connections: Connections) {}

  @Post()
  @HttpCode(200)
  @Operation({
    id: 'bulkRuns',
    summary: 'Do one thing to many runs',
    description: 'Each run keeps its own event with who did it. Ask for a dry run first.',
    access: 'run:control',
    answers: { 200: { type: BulkResultDto, description: 'What came of it.' } },
  })
  async act(
    @CurrentPrincipal() { tenantId, actor }: Principal,
    @Body() body: BulkBody,
  ): Promise<BulkResultDto> {
    const { sample, ...counts } = await bulk(this.connections.engine, {
      tenantId,
      action: body.action,
      filter: readBulk(body),
      actor,
      reason: body.reason ?? null,
      dryRun: body.dry_run ?? false,
      max: body.max ?? DEFAULT_MAX,
    });
    return {
      ...counts,
      sample: sample.map(({ runId, ...rest }) => ({ run_id: formatId('run', runId), ...rest })),
    };
  }
}
