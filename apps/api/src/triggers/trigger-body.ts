import { ApiSchema } from '@nestjs/swagger';
import type { JsonObject } from '@maestro/dsl';
import { triggerKinds, type TriggerKind } from '@maestro/persistence';
import {
  FlagField,
  IntegerField,
  ObjectField,
  PartField,
  TextField,
  TextListField,
  WordField,
} from '../http/fields';

@ApiSchema({
  name: 'TriggerFilter',
  description:
    'On events: `types`, and `sources`. On the ends of runs: `templates`, `orchestras`, `statuses`.',
})
export class TriggerFilterBody {
  @TextListField({
    description: 'Types of events, exactly, or as `com.example.*`; `*` is any.',
    maxItems: 50,
  })
  types?: string[];

  @TextListField({ description: 'Sources of events, exactly; any where left out.', maxItems: 50 })
  sources?: string[];

  @TextListField({ description: 'Ids of templates whose runs end.', maxItems: 50 })
  templates?: string[];

  @TextListField({ description: 'Ids of orchestras whose runs end.', maxItems: 50 })
  orchestras?: string[];

  @TextListField({
    description: 'How they end: succeeded, completed, failed, cancelled, timed_out; any where left out.',
    maxItems: 5,
  })
  statuses?: string[];
}

class TriggerFieldsBody {
  @TextField({ description: 'What it is for.', min: 0, max: 2_000 })
  description?: string;

  @TextField({
    description: 'An expression over `trigger`, which is the event. Empty: whatever passes the filter.',
    min: 0,
    max: 16_384,
    example: 'trigger.data.amount > 100',
  })
  match?: string;

  @ObjectField({
    description: 'What its runs are started with; strings may hold expressions over `trigger`.',
    example: { order: '${{ trigger.data.order }}' },
  })
  inputs?: JsonObject;

  @ObjectField({
    description: 'Labels of its runs, in the same way.',
    example: { shop: '${{ trigger.source }}' },
  })
  labels?: JsonObject;

  @TextField({
    description:
      'One key starts one run of a template, for ever: in the same way. Empty: each event starts a run.',
    min: 0,
    max: 4_096,
    example: 'order-${{ trigger.data.order }}',
  })
  idempotency_key?: string;

  @IntegerField({ description: 'So many triggers in a row at most; 8 where left out.', min: 1, max: 32 })
  max_depth?: number;

  @IntegerField({
    description: 'So many firings within a minute at most; 600 where left out.',
    min: 1,
    max: 60_000,
  })
  max_per_minute?: number;
}

@ApiSchema({ name: 'TriggerBody', description: 'Either `template_id` or `orchestra_id`.' })
export class TriggerBody extends TriggerFieldsBody {
  @TextField({ description: 'What it is called.', max: 200, required: true })
  name!: string;

  @WordField({
    description: '`event`: what is received. `run_finished`: the end of a run.',
    words: triggerKinds,
    required: true,
  })
  on!: TriggerKind;

  @PartField({ description: 'What it looks at.', part: () => TriggerFilterBody, required: true })
  filter!: TriggerFilterBody;

  @TextField({ description: 'Begins runs of this template, the version published last.', max: 64 })
  template_id?: string;

  @TextField({ description: 'Begins runs of this orchestra, while it is on.', max: 64 })
  orchestra_id?: string;
}

@ApiSchema({ name: 'TriggerChanges' })
export class TriggerChanges extends TriggerFieldsBody {
  @TextField({ description: 'What it is called.', max: 200 })
  name?: string;

  @PartField({ description: 'What it looks at.', part: () => TriggerFilterBody })
  filter?: TriggerFilterBody;

  @FlagField({ description: 'Whether it fires.' })
  enabled?: boolean;
}

@ApiSchema({ name: 'TriggerTestBody', description: 'Either `trigger_id` or `trigger`.' })
export class TriggerTestBody {
  @TextField({ description: 'A trigger that there is.', max: 64 })
  trigger_id?: string;

  @PartField({ description: 'A trigger that there might be.', part: () => TriggerBody })
  trigger?: TriggerBody;

  @ObjectField({ description: 'The event, in the JSON format of CloudEvents.', required: true })
  event!: JsonObject;
}
