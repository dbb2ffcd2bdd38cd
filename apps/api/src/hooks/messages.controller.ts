import { Controller, HttpCode, Inject, Param, Post, Req, Res } from '@nestjs/common';
import { ApiConsumes, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { AcceptsBytes, parseStrictJson } from '@maestro/nest-kit';
import { receive } from '@maestro/triggers';
import { openHook, readHookToken, takeMessage } from '@maestro/webhooks';
import { CONNECTIONS, type Connections } from '../connections';
import { showAccepted } from '../events/event.dto';
import { Operation } from '../http/operation.decorator';
import { HookAnswerDto, HookChallengeDto } from './hook.dto';

/** Where others tell what happened to them. */
@ApiTags('webhooks')
@Controller('api/hooks')
export class MessagesController {
  constructor(@Inject(CONNECTIONS) private readonly connections: Connections) {}

  @Post(':id')
  @HttpCode(202)
  @AcceptsBytes()
  @ApiConsumes('application/json', 'application/x-www-form-urlencoded')
  @Operation({
    id: 'receiveHookMessage',
    summary: 'Tell a hook something',
    description:
      'At the path that the hook shows. The signature is the credential; it is checked over the bytes as they come. The same message ' +
      'again is answered with what the first began.',
    access: 'public',
    answers: {
      200: { type: HookChallengeDto, description: 'The challenge of Slack, given back.' },
      202: { type: HookAnswerDto, description: 'It is kept. What it has begun so far.' },
    },
  })
  async receive(
    @Param('id') token: string,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<HookAnswerDto | HookChallengeDto> {
    const hook = await openHook(this.connections, readHookToken(token));
    const { tenantId, row } = hook;
    // Before the signature: who floods an address has none.
    this.connections.rates.take({ tenantId, kind: 'hook', id: row.id }, reply);
    const message = { headers: headersOf(request), body: bytesOf(request) };
    const { challenge, event, actor } = takeMessage(hook, message, parseStrictJson);
    if (challenge !== null) {
      reply.status(200);
      return { challenge };
    }
    if (event === null) return { event: null };
    const [received] = await receive(this.connections, { tenantId, actor, events: [event] });
    return { event: received ? showAccepted(received) : null };
  }
}

function bytesOf({ body }: FastifyRequest): Buffer {
  return Buffer.isBuffer(body) ? body : Buffer.alloc(0);
}

/** A header that came twice is not one of a signature. */
function headersOf({ headers }: FastifyRequest): Record<string, string | undefined> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name, typeof value === 'string' ? value : undefined]),
  );
}
