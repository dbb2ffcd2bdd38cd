import type { OpenAPIObject } from '@nestjs/swagger';

/** Nest gives every media type of a body the same schema; a body of YAML is text. */
export function describeTextBodies(document: OpenAPIObject): OpenAPIObject {
  for (const { post } of Object.values(document.paths)) {
    const body = post?.requestBody;
    const yaml = body && 'content' in body ? body.content['application/yaml'] : undefined;
    if (yaml) yaml.schema = { type: 'string', description: 'The template in YAML.' };
  }
  return document;
}
