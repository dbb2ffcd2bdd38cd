import { ApiQuery, type ApiQueryOptions } from '@nestjs/swagger';
import { QueryParameters, type Parameters } from '@maestro/nest-kit';

/** Hands a handler its query parameters and describes them, from one declaration. */
export function Query(declared: Parameters): ParameterDecorator {
  return (target, key, index) => {
    QueryParameters(declared)(target, key, index);
    const descriptor = key === undefined ? undefined : Object.getOwnPropertyDescriptor(target, key);
    if (key === undefined || !descriptor) return;
    for (const [name, { description, schema }] of Object.entries(declared).reverse()) {
      const list = schema.type === 'array' ? { style: 'form', explode: false } : {};
      ApiQuery({ name, required: false, description, schema, ...list } as ApiQueryOptions)(
        target,
        key,
        descriptor,
      );
    }
  };
}
