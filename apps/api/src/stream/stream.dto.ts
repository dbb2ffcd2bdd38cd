import { ApiSchema } from '@nestjs/swagger';
import { ListOf } from '../http/page';
import { ShowsText, ShowsTexts } from '../http/shows';
import { EventDto } from '../runs/event.dto';

@ApiSchema({ name: 'StreamEvent', description: 'An event, and why this stream has it.' })
export class StreamEventDto extends EventDto {
  @ShowsText('Orchestra that its run plays in; null where there is none.', { nullable: true })
  orchestra_id!: string | null;

  @ShowsTexts('Topics of the stream that it belongs to.')
  topics!: string[];
}

export const StreamEventList = ListOf(StreamEventDto, 'StreamEventList');
