import { Body, Controller, Inject, Param, Post } from '@nestjs/common';
import { ApiBody, ApiParam, ApiTags } from '@nestjs/swagger';
import { sendSignal } from '@maestro/engine';
import { formatId } from '@maestro/persistence';
import { CONNECTIONS, type Connections } from '../connections';
import { ThisExchange, type Exchange } from '../http/exchange.decorator';
import { Operation } from '../http/operation.decorator';
import { runIdIn } from '../runs/run-id';
import { SignalBody, SignalDto } from './signal.dto';

@ApiTags('runs')
@Controller('api/runs/:id/signals')
export class SignalsController {
  constructor(@Inject(CONNECTIONS) private readonly connections: Connections) {}

  @Post(':name')
  @ApiParam({ name: 'id', type: String, description: 'The run.' })
  @ApiParam({ name: 'name', type: String, description: 'Name of the signal: 1 to 255 characters.' })
  @ApiBody({ type: SignalBody, required: false })
  @Operation({
    id: 'sendSignal',
    summary: 'Send a signal to a run',
    description:
      'It is kept until a task that waits for its name takes it: one that waits now, or one that will. ' +
      'Each signal is taken once, the oldest first. The payload may have 256 KiB.',
    access: 'run:control',
    answers: {
      200: { type: SignalDto, description: 'Your source had sent this signal before.' },
      202: { type: SignalDto, description: 'The signal is kept.' },
    },
  })
  async send(
    @ThisExchange() { principal, reply }: Exchange,
    @Param() { id, name }: Record<'id' | 'name', string>,
    @Body() { payload = null, source }: SignalBody,
  ): Promise<SignalDto> {
    const runId = runIdIn(id);
    const { tenantId, actor } = principal;
    const sent = await sendSignal(this.connections.engine, {
      ...{ tenantId, runId, name, payload, actor },
      source: source ?? null,
    });
    reply.status(sent.replayed ? 200 : 202);
    return {
      id: formatId('sig', sent.id),
      run_id: id,
      name,
      source: source ?? null,
      created_at: sent.createdAt.toISOString(),
    };
  }
}
