import { ApiSchema } from '@nestjs/swagger';
import type { JsonObject } from '@maestro/dsl';
import { orchestraTags, type OrchestraTag } from '@maestro/persistence';
import { FlagField, ObjectField, TextField, WordField } from '../http/fields';

/** Leaves the tag to the score. */
export const AUTO = 'Auto';

class OrchestraFieldsBody {
  @WordField({
    description: 'What it is sorted under; `Auto`: by the pipeline kind of its score.',
    words: [AUTO, ...orchestraTags],
  })
  tag?: OrchestraTag | typeof AUTO;

  @TextField({ description: 'What it is for.', min: 0, max: 2_000 })
  description?: string;

  @TextField({
    description: 'When it fires: a cron expression of five fields. Empty: nothing begins by itself.',
    min: 0,
    max: 256,
    example: '0 2 * * *',
  })
  cron?: string;

  @TextField({
    description: 'IANA name of the time zone of its cron; UTC where left out.',
    max: 64,
    example: 'Europe/Berlin',
  })
  timezone?: string;

  @ObjectField({
    description:
      '`dst`, `misfire`, `overlap`, `jitter`, `start`, `end`, `calendars`, `interval`, `deadline`: what differs from the defaults.',
    example: { misfire: 'skip', overlap: 'skip' },
  })
  schedule?: JsonObject;

  @ObjectField({ description: 'What its runs are started with, by the schema of its score.' })
  inputs?: JsonObject;

  @ObjectField({ description: 'Labels of its runs.', example: { team: 'sales' } })
  labels?: JsonObject;
}

@ApiSchema({ name: 'OrchestraBody' })
export class OrchestraBody extends OrchestraFieldsBody {
  @TextField({
    description: 'Id of its score: the template that it plays, always the version published last.',
    max: 64,
    required: true,
    example: 'tpl_01j9z3k4v5x6y7z8a9b0c1d2e3',
  })
  score_id!: string;

  @TextField({ description: 'What it is called.', max: 200, required: true })
  name!: string;
}

@ApiSchema({ name: 'OrchestraChanges' })
export class OrchestraChanges extends OrchestraFieldsBody {
  @TextField({ description: 'What it is called.', max: 200 })
  name?: string;

  @FlagField({ description: 'Whether it fires by itself.' })
  enabled?: boolean;

  @TextField({ description: 'Refused: the score of an orchestra never changes.', min: 0, max: 64 })
  score_id?: string;
}

@ApiSchema({ name: 'SecretBindingsBody' })
export class SecretBindingsBody {
  @ObjectField({
    description:
      'By the names of secrets that its score uses: the name of the secret that is meant. A name that is left out means itself.',
    required: true,
    example: { SMTP_PASSWORD: 'SMTP_PASSWORD_SALES' },
  })
  bindings!: JsonObject;
}
