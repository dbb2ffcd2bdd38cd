import { Body, Controller, HttpCode, Inject, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { traceparentOf } from '@maestro/nest-kit';
import { CONNECTIONS, type Connections } from '../connections';
import { ThisExchange, type Exchange } from '../http/exchange.decorator';
import { Operation } from '../http/operation.decorator';
import { StartedBatchDto } from './batch.dto';
import { startBatch } from './start-batch';
import { StartBatchBody } from './start-body';

@ApiTags('runs')
@Controller('api/runs/batch')
export class BatchController {
  constructor(@Inject(CONNECTIONS) private readonly connections: Connections) {}

  @Post()
  @HttpCode(200)
  @Operation({
    id: 'startRuns',
    summary: 'Start many runs of a template',
    description:
      'All of them are checked before the first begins: where one is at fault, none is started. An idempotency key that ' +
      'started something else is told of its own run alone.',
    access: 'run:start',
    answers: {
      200: { type: StartedBatchDto, description: 'What became of each, in the order of the request.' },
    },
  })
  async start(
    @Body() body: StartBatchBody,
    @ThisExchange() { principal, request }: Exchange,
  ): Promise<StartedBatchDto> {
    return startBatch(this.connections, body, { principal, traceparent: traceparentOf(request) });
  }
}
