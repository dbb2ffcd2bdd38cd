import { ApiSchema } from '@nestjs/swagger';
import type { JsonObject } from '@maestro/dsl';
import { FlagField, ObjectField, TextField, TextListField, VersionField } from '../http/fields';
import { ShowsInteger, ShowsOne, ShowsTexts } from '../http/shows';
import { RunDto } from './run.dto';

const MAX_REASON = 1_000;

@ApiSchema({ name: 'ControlBody' })
export class ControlBody {
  @TextField({ description: 'Why, for the history.', max: MAX_REASON })
  reason?: string;
}

@ApiSchema({ name: 'RetryBody' })
export class RetryBody {
  @VersionField({ description: 'Version to play, not older than that of the run; the same where left out.' })
  version?: number | 'latest';

  @FlagField({ description: 'Only says what would be done.' })
  dry_run?: boolean;
}

@ApiSchema({ name: 'RerunBody' })
export class RerunBody extends RetryBody {
  @TextListField({
    description: 'Ids of the nodes to begin again with; everything where left out.',
    maxItems: 1_000,
    example: ['fetch'],
  })
  from?: string[];

  @ObjectField({
    description: 'Other inputs. Without `from`, what does not read them is taken over all the same.',
  })
  inputs?: JsonObject;
}

@ApiSchema({ name: 'LabelsBody' })
export class LabelsBody {
  @ObjectField({ description: 'Labels to set, each a name with a text.', example: { team: 'sales' } })
  set?: JsonObject;

  @TextListField({ description: 'Names of labels to take away.', maxItems: 64 })
  remove?: string[];
}

@ApiSchema({ name: 'Rerun', description: 'What a new run takes over from the run it repeats.' })
export class RerunDto {
  @ShowsOne(() => RunDto, 'The new run; null of a dry run.', { nullable: true })
  run!: RunDto | null;

  @ShowsInteger('Version it plays.')
  version!: number;

  @ShowsTexts('Nodes whose results are taken over.')
  reused!: string[];

  @ShowsTexts('Nodes that are done again.')
  executed!: string[];

  @ShowsTexts('Nodes that are not to run.')
  skipped!: string[];
}
