import { ApiSchema } from '@nestjs/swagger';
import type { Json } from '@maestro/dsl';
import { JsonField, TextField } from '../http/fields';
import { ShowsText, ShowsTime } from '../http/shows';

@ApiSchema({ name: 'SignalBody' })
export class SignalBody {
  @JsonField({ description: 'What is said: the output of the task that waits for it. Null where left out.' })
  payload?: Json;

  @TextField({
    description: 'Your own name for this signal: sent twice under it, it counts once.',
    max: 255,
    example: 'delivery-0194',
  })
  source?: string;
}

@ApiSchema({ name: 'Signal', description: 'Kept until a task of the run that waits for its name takes it.' })
export class SignalDto {
  @ShowsText('Id of the signal.', { example: 'sig_01j9z3k4v5x6y7z8a9b0c1d2e3' })
  id!: string;

  @ShowsText('The run it was sent to.')
  run_id!: string;

  @ShowsText('Its name.')
  name!: string;

  @ShowsText('The sender\u2019s own name for it.', { nullable: true })
  source!: string | null;

  @ShowsTime('When it was kept.')
  created_at!: string;
}
