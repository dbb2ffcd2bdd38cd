import type { OpenAPIObject } from '@nestjs/swagger';
import { MAX_EVENTS } from '@maestro/triggers';

/** Nest gives every media type of a body the same schema; a body of YAML is text, and a batch is a list. */
export function describeTextBodies(document: OpenAPIObject): OpenAPIObject {
  for (const { post } of Object.values(document.paths)) {
    const body = post?.requestBody;
    const yaml = body && 'content' in body ? body.content['application/yaml'] : undefined;
    if (yaml) yaml.schema = { type: 'string', description: 'The template in YAML.' };
    const batch = body && 'content' in body ? body.content['application/cloudevents-batch+json'] : undefined;
    if (batch?.schema) batch.schema = { type: 'array', maxItems: MAX_EVENTS, items: batch.schema };
  }
  return document;
}
