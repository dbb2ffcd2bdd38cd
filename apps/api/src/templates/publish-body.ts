import { ApiSchema } from '@nestjs/swagger';
import type { JsonObject } from '@maestro/dsl';
import { ObjectField, TextField } from '../http/fields';

/** Bytes of a body on the template routes: 4 MiB of definition and what its JSON wrapping may add. */
export const TEMPLATE_BODY_LIMIT = 4 * 1024 * 1024 + 64 * 1024;

@ApiSchema({ name: 'PublishBody', description: 'Either `source` or `definition`.' })
export class PublishBody {
  @TextField({ description: 'Name to publish under, where the template itself has none.', max: 128 })
  name?: string;

  @TextField({ description: 'The template as text, YAML or JSON.', max: TEMPLATE_BODY_LIMIT })
  source?: string;

  @ObjectField({ description: 'The template as a JSON object.' })
  definition?: JsonObject;
}
