import type { Readable } from 'node:stream';
import { Controller, Get, Inject } from '@nestjs/common';
import { ApiHeader, ApiTags } from '@nestjs/swagger';
import { cursor, text, type ParametersOf } from '@maestro/nest-kit';
import { encodeEventCursor, readFeedHead, type EventPosition } from '@maestro/persistence';
import { CONNECTIONS, type Connections } from '../connections';
import { asEventStream, lastEventId, wantsStream } from '../http/event-stream';
import { ThisExchange, type Exchange } from '../http/exchange.decorator';
import { Operation } from '../http/operation.decorator';
import type { Listed } from '../http/page';
import { Query } from '../http/query.decorator';
import { OpenStreams } from '../runs/open-streams';
import { PlanOutlines } from '../runs/outlines';
import { Feeds } from './feeds';
import { follow, startOf } from './follow';
import { showPart, type Reader } from './frames';
import { readPart } from './read-part';
import { StreamEventList, type StreamEventDto } from './stream.dto';
import { everything, parseTopics, requireTopics, topicsExpected, typesOf } from './topics';

const streamQuery = {
  topics: text({
    parse: parseTopics,
    expects: topicsExpected,
    description:
      'What to follow: every event of a run (`run:run_…`), or how runs begin, are controlled and end, of an orchestra ' +
      '(`orchestra:orc_…`) or of the tenant (`runs:all`, where nothing is said).',
  }),
  after: cursor(),
};

@ApiTags('runs')
@Controller('api/stream')
export class StreamController {
  constructor(
    @Inject(CONNECTIONS) private readonly connections: Connections,
    private readonly outlines: PlanOutlines,
    private readonly streams: OpenStreams,
    private readonly feeds: Feeds,
  ) {}

  @Get()
  @ApiHeader({ name: 'Last-Event-ID', required: false, description: 'Resumes a stream; wins over `after`.' })
  @Operation({
    id: 'streamEvents',
    summary: 'Follow many runs at once',
    description:
      'With `Accept: text/event-stream` a stream that goes on until the client leaves: what happens from now on, or behind ' +
      '`Last-Event-ID` or `after`. It begins with `event: open`, or with `event: reset` where what the client saw before cannot ' +
      'be gone on from, and it has to ask for the state anew. As JSON one page of the same, for those who poll.',
    access: 'run:read',
    answers: {
      200: {
        type: StreamEventList,
        description: 'Events in the order in which everybody sees them.',
        also: 'text/event-stream',
      },
    },
  })
  async stream(
    @ThisExchange() exchange: Exchange,
    @Query(streamQuery) query: ParametersOf<typeof streamQuery>,
  ): Promise<Listed<StreamEventDto> | Readable> {
    const { tenantId } = exchange.principal;
    const topics = query.topics ?? everything;
    // What is wrong with the request is said before the stream begins.
    const head = await this.connections.tenants.withTenant(tenantId, async (tx) => {
      await requireTopics(tx, topics);
      return readFeedHead(tx);
    });
    const start = startOf(lastEventId(exchange) ?? query.after, head);
    const reader = { topics, cluster: head.cluster };
    if (!wantsStream(exchange)) return this.page(tenantId, reader, start.position);
    const { feed, release } = await this.feeds.take({ tenantId, types: typesOf(topics) });
    const stream = asEventStream(exchange, this.streams, (signal) => follow(feed, reader, { start, signal }));
    return stream.once('close', release);
  }

  private async page(
    tenantId: string,
    reader: Reader,
    after: EventPosition,
  ): Promise<Listed<StreamEventDto>> {
    const part = await this.connections.tenants.withTenant(tenantId, (tx) =>
      readPart(tx, this.outlines, { after, types: typesOf(reader.topics) }),
    );
    const data = showPart(reader, part);
    return { data, page: { next: encodeEventCursor(reader.cluster, part.upto), has_more: part.full } };
  }
}
