import type { OpenAPIObject } from '@nestjs/swagger';
import { IF_MATCH } from '../http/tagged.decorator';

type Operation = NonNullable<OpenAPIObject['paths'][string]['get']> & {
  [IF_MATCH]?: 'required' | 'optional';
};

const refusal = (name: string) => ({ $ref: `#/components/responses/${name}` });

/** Describes the request headers that many routes take: none of them says so itself. */
export function describeRequestHeaders(document: OpenAPIObject): OpenAPIObject {
  for (const { get, post, put, patch, delete: remove } of Object.values(document.paths)) {
    if (post?.security) describeKey(post);
    if (get) describeReading(get);
    for (const operation of [put, patch, remove]) if (operation) describeChange(operation);
    for (const operation of [get, post, put, patch, remove])
      if (operation) delete (operation as Operation)[IF_MATCH];
  }
  return document;
}

function describeKey(operation: Operation): void {
  const description =
    'Sent again with the same key within 24 hours, the same request is answered as it was and not served twice.';
  addHeader(operation, { name: 'Idempotency-Key', description, required: false });
  operation.responses[409] ??= refusal('Conflict');
  operation.responses[422] ??= refusal('UnprocessableContent');
}

function describeReading(operation: Operation): void {
  if (operation[IF_MATCH] === undefined) return;
  const description = 'The `ETag` of an earlier answer: 304 where it would be the same.';
  addHeader(operation, { name: 'If-None-Match', description, required: false });
  operation.responses[304] = { description: 'As it was when it had that `ETag`.' };
}

function describeChange(operation: Operation): void {
  const ifMatch = operation[IF_MATCH];
  if (ifMatch === undefined) return;
  const description = 'The `ETag` of the state to change: refused where it has changed since.';
  addHeader(operation, { name: 'If-Match', description, required: ifMatch === 'required' });
  operation.responses[412] ??= refusal('PreconditionFailed');
  if (ifMatch === 'required') operation.responses[428] ??= refusal('PreconditionRequired');
}

function addHeader(
  operation: Operation,
  header: { name: string; description: string; required: boolean },
): void {
  (operation.parameters ??= []).push({ in: 'header', ...header, schema: { type: 'string' } });
}
