import { ApiSchema, IntersectionType } from '@nestjs/swagger';
import type { JsonObject } from '@maestro/dsl';
import { IntegerField, ObjectField, PartField, PartListField, TextField } from '../http/fields';

@ApiSchema({ name: 'RunBudget' })
export class RunBudgetBody {
  @TextField({ description: 'What it may cost.', max: 32, example: '5.00 USD', required: true })
  cap!: string;
}

@ApiSchema({ name: 'StartOne' })
export class StartOneBody {
  @ObjectField({ description: 'Inputs, by the schema of the template.' })
  inputs?: JsonObject;

  @TextField({
    description: 'One key starts one run of a template, for ever: the same key and body give that run again.',
    max: 255,
  })
  idempotency_key?: string;

  @ObjectField({
    description: 'Words to find the run by: up to 64 names, each with a text.',
    example: { team: 'sales' },
  })
  labels?: JsonObject;

  @IntegerField({
    description: 'Where tasks have to wait, the highest go first; 0 where left out.',
    min: 0,
    max: 9,
  })
  priority?: number;

  @TextField({
    description: 'How long it may take, from now; that of the template where left out.',
    max: 16,
    example: '30m',
  })
  deadline?: string;

  @PartField({
    description: 'What all its attempts may cost; never more than its template allows.',
    part: () => RunBudgetBody,
  })
  budget?: RunBudgetBody;
}

/** Either `template_id` or `template`. */
export class TemplateChoice {
  @TextField({
    description: 'Id of the template to play.',
    max: 64,
    example: 'tpl_01j9z3k4v5x6y7z8a9b0c1d2e3',
  })
  template_id?: string;

  @TextField({ description: 'Name of the template to play.', max: 128, example: 'kev-ingest' })
  template?: string;

  @IntegerField({
    description: 'Version to play; the one published last where left out.',
    min: 1,
    max: 999_999_999,
  })
  version?: number;
}

@ApiSchema({ name: 'StartBody', description: 'Either `template_id` or `template`.' })
export class StartBody extends IntersectionType(TemplateChoice, StartOneBody) {}

/** Most runs that one request starts. */
export const MAX_BATCH = 1_000;

@ApiSchema({ name: 'StartBatchBody', description: 'Either `template_id` or `template`.' })
export class StartBatchBody extends TemplateChoice {
  @PartListField({
    description: 'The runs to start, all of this template.',
    part: () => StartOneBody,
    maxItems: MAX_BATCH,
    required: true,
  })
  runs!: JsonObject[];
}

@ApiSchema({ name: 'CancelBody' })
export class CancelBody {
  @TextField({ description: 'Why, for the history.', max: 1_000 })
  reason?: string;

  @IntegerField({
    description: 'How long running attempts may go on, in milliseconds; as the template says where left out.',
    min: 0,
    max: 86_400_000,
  })
  grace_ms?: number;
}
