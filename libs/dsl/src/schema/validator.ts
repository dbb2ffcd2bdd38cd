import type { ErrorObject, ValidateFunction } from 'ajv';
import Ajv2020 from 'ajv/dist/2020';
import addFormats from 'ajv-formats';
import type { Json } from '../json';
import { compilePattern } from '../pattern';
import { schemaFormats } from './keywords';

/** Work on patterns that one validation may cause: characters × instructions. Beyond it, nothing matches. */
const MAX_PATTERN_WORK = 40_000_000;

let patternWork = 0;

/** What ajv calls where a schema has a pattern: RE2 in place of RegExp, which can be made to back-track for ever. */
const re2 = Object.assign(
  (source: string) => {
    const pattern = compilePattern(source);
    return {
      test: (text: string) => (patternWork += pattern.cost(text)) <= MAX_PATTERN_WORK && pattern.test(text),
      // ajv tells patterns apart by this text.
      toString: () => `re2:${source}`,
    };
  },
  { code: 'maestroRe2' },
);

/** Compiles a schema that `restrictSchema` has passed. An ajv instance of its own: nothing gathers in a shared one. */
export function compileValidator(schema: Json, allErrors: boolean): (value: Json) => ErrorObject[] {
  const ajv = new Ajv2020({
    allErrors,
    strict: false,
    // Without this, `constructor` would be a property of every object.
    ownProperties: true,
    meta: false,
    validateSchema: false,
    addUsedSchema: false,
    logger: false,
    code: { regExp: re2 },
  });
  addFormats(ajv, [...schemaFormats]);
  const validate: ValidateFunction = ajv.compile(isSchema(schema) ? schema : false);
  return (value) => {
    patternWork = 0;
    return validate(value) ? [] : [...(validate.errors ?? [])];
  };
}

const meta = new Ajv2020({ strict: false, logger: false, allErrors: true });

/** What the meta-schema of JSON Schema 2020-12 says against a schema. */
export function metaSchemaErrors(schema: Json): ErrorObject[] {
  return isSchema(schema) && meta.validateSchema(schema) === true ? [] : [...(meta.errors ?? [])];
}

function isSchema(schema: Json): schema is boolean | { [key: string]: Json } {
  return (
    typeof schema === 'boolean' || (typeof schema === 'object' && schema !== null && !Array.isArray(schema))
  );
}
