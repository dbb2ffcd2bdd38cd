import { Controller, Get, HttpCode, Inject, Param, Post } from '@nestjs/common';
import { ApiBody, ApiConsumes, ApiTags } from '@nestjs/swagger';
import { isInstant } from '@maestro/dsl';
import { AcceptsBytes, CurrentPrincipal, cursor, limit, text, type ParametersOf } from '@maestro/nest-kit';
import {
  findReceivedEvent,
  firingsOfEvents,
  listReceivedEvents,
  parseId,
  type ReceivedEventRow,
} from '@maestro/persistence';
import { MaestroError } from '@maestro/problems';
import type { Principal } from '@maestro/tenancy';
import { receive } from '@maestro/triggers';
import { CONNECTIONS, type Connections } from '../connections';
import { ThisExchange, type Exchange } from '../http/exchange.decorator';
import { Operation } from '../http/operation.decorator';
import { listed, positionIn, type Listed } from '../http/page';
import { Query } from '../http/query.decorator';
import { BATCH_TYPE, EVENT_TYPE, eventsIn } from './event-body';
import {
  AcceptedEventsDto,
  CloudEventDto,
  ReceivedEventDetailDto,
  ReceivedEventList,
  showAccepted,
  showFiring,
  showReceived,
  type ReceivedEventDto,
} from './event.dto';

const plain = (max: number, description: string) =>
  text({
    parse: (value) => (value.length >= 1 && value.length <= max ? value : null),
    expects: `a text of 1 to ${max} characters`,
    description,
    code: 'invalid-filter',
  });
const instant = (description: string) =>
  text({
    parse: (value) => (isInstant(value) ? new Date(value) : null),
    expects: 'an instant by RFC 3339',
    description,
    code: 'invalid-filter',
  });
const listQuery = {
  type: plain(255, 'Only events of this type.'),
  source: plain(512, 'Only events from this source.'),
  since: instant('Only events that came then or later.'),
  before: instant('Only events that came before then.'),
  limit: limit({ max: 200, fallback: 50 }),
  after: cursor(),
};

/** What happens elsewhere, by CloudEvents 1.0. */
@ApiTags('events')
@Controller('api/events')
export class EventsController {
  constructor(@Inject(CONNECTIONS) private readonly connections: Connections) {}

  @Post()
  @HttpCode(202)
  @AcceptsBytes()
  @ApiConsumes(EVENT_TYPE, BATCH_TYPE, 'application/json')
  @ApiBody({ type: CloudEventDto })
  @Operation({
    id: 'sendEvents',
    summary: 'Send events',
    description:
      'In structured, binary or batch content mode of CloudEvents 1.0. All events of a batch are accepted, or none. An event of the ' +
      'same source and id as one that is kept is a repeat: the answer says what the first began.',
    access: 'event:send',
    answers: {
      202: { type: AcceptedEventsDto, description: 'The events are kept. What each has begun so far.' },
    },
  })
  async send(@ThisExchange() { principal, request }: Exchange): Promise<AcceptedEventsDto> {
    const { events } = eventsIn(request);
    const { tenantId, actor } = principal;
    const received = await receive(this.connections, { tenantId, actor, events });
    return { events: received.map(showAccepted) };
  }

  @Get()
  @Operation({
    id: 'listReceivedEvents',
    summary: 'List received events',
    access: 'event:read',
    answers: { 200: { type: ReceivedEventList, description: 'Events, the last first.' } },
  })
  async list(
    @CurrentPrincipal() { tenantId }: Principal,
    @Query(listQuery) { type, source, since, before, after, limit }: ParametersOf<typeof listQuery>,
  ): Promise<Listed<ReceivedEventDto>> {
    const listing = { list: 'received-events', keyOf: (row: ReceivedEventRow) => row.id };
    const filter = { type, source, since, before, after: positionIn(listing.list, after), limit };
    const page = await this.connections.tenants.withTenant(tenantId, (tx) => listReceivedEvents(tx, filter));
    return listed(page, listing, showReceived);
  }

  @Get(':id')
  @Operation({
    id: 'getReceivedEvent',
    summary: 'Read a received event, and what it began',
    access: 'event:read',
    answers: { 200: { type: ReceivedEventDetailDto, description: 'The event.' } },
  })
  async read(
    @CurrentPrincipal() { tenantId }: Principal,
    @Param('id') given: string,
  ): Promise<ReceivedEventDetailDto> {
    const id = parseId('evt', given);
    return this.connections.tenants.withTenant(tenantId, async (tx) => {
      const row = id === null ? null : await findReceivedEvent(tx, id);
      if (!row) throw new MaestroError('not-found', 'There is no such event, or it is no longer kept.');
      const firings = await firingsOfEvents(tx, [row.id]);
      return { ...showReceived(row), firings: firings.map(showFiring) };
    });
  }
}
