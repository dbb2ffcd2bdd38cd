import { ApiSchema } from '@nestjs/swagger';
import { bulkActions, type BulkAction } from '@maestro/engine';
import type { JsonObject } from '@maestro/dsl';
import { FlagField, IntegerField, PartField, TextField, TextListField, WordField } from '../http/fields';
import { ShowsFlag, ShowsInteger, ShowsMany, ShowsText, ShowsWord } from '../http/shows';

@ApiSchema({ name: 'BulkFilter', description: 'Runs that match all of what is given.' })
export class BulkFilterBody {
  @TextListField({
    description: 'Statuses; those to which the action applies where left out.',
    maxItems: 8,
    example: ['failed'],
  })
  status?: string[];

  @TextField({ description: 'Id of a template.', max: 64 })
  template_id?: string;

  @TextField({
    description: 'Labels as `key:value`, separated by commas.',
    max: 2_048,
    example: 'team:sales',
  })
  label?: string;

  @TextField({ description: 'Accepted before this instant (RFC 3339).', max: 64 })
  created_before?: string;

  @TextField({ description: 'Accepted at this instant or later (RFC 3339).', max: 64 })
  created_after?: string;
}

@ApiSchema({ name: 'BulkBody', description: 'Either `filter` or `ids`.' })
export class BulkBody {
  @WordField({ description: 'What to do to each run.', words: bulkActions, required: true })
  action!: BulkAction;

  @PartField({ description: 'Which runs, by what they are.', part: () => BulkFilterBody })
  filter?: JsonObject;

  @TextListField({ description: 'Which runs, by their ids.', maxItems: 10_000 })
  ids?: string[];

  @FlagField({ description: 'Only says how many runs it would be.' })
  dry_run?: boolean;

  @TextField({ description: 'Why, for the history of each run.', max: 1_000 })
  reason?: string;

  @IntegerField({
    description: 'Runs to act on at most, oldest first; 1,000 where left out.',
    min: 1,
    max: 10_000,
  })
  max?: number;
}

@ApiSchema({ name: 'BulkOutcome' })
export class BulkOutcomeDto {
  @ShowsText('The run.')
  run_id!: string;

  @ShowsWord(['matched', 'done', 'skipped', 'failed'], 'What came of it.')
  outcome!: string;

  @ShowsText('Stable code of why it was not done.', { nullable: true })
  code!: string | null;

  @ShowsText('The same in words.', { nullable: true })
  detail!: string | null;
}

@ApiSchema({ name: 'BulkResult' })
export class BulkResultDto {
  @ShowsInteger('Runs to which the action applies, up to the most that were to be acted on.')
  matched!: number;

  @ShowsFlag('Whether there are more than that.')
  more!: boolean;

  @ShowsInteger('Runs to which it was done.')
  done!: number;

  @ShowsInteger('Runs that had moved on meanwhile.')
  skipped!: number;

  @ShowsInteger('Runs to which it could not be done.')
  failed!: number;

  @ShowsMany(() => BulkOutcomeDto, 'The first few; what went wrong comes first.')
  sample!: BulkOutcomeDto[];
}
