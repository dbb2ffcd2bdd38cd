/**
 * The part of JSON Schema 2020-12 that templates may use, by what a keyword holds. Left out is what loads other
 * documents, refers to itself, or cannot be bounded: `$id`, `$anchor`, `$dynamicRef`, `$data`, `unevaluated…`.
 */
export const schemaKeywords = {
  schema: ['additionalProperties', 'items', 'contains', 'not', 'if', 'then', 'else', 'propertyNames'],
  schemas: ['allOf', 'anyOf', 'oneOf', 'prefixItems'],
  named: ['properties', 'patternProperties', 'dependentSchemas'],
  definitions: ['$defs', 'definitions'],
  plain: [
    '$schema', '$comment', '$ref', 'type', 'enum', 'const', 'required', 'dependentRequired', 'format', 'pattern',
    'minLength', 'maxLength', 'minimum', 'maximum', 'exclusiveMinimum', 'exclusiveMaximum', 'multipleOf',
    'minItems', 'maxItems', 'uniqueItems', 'minContains', 'maxContains', 'minProperties', 'maxProperties',
    'title', 'description', 'default', 'examples', 'deprecated', 'readOnly', 'writeOnly',
  ],
} as const; // prettier-ignore

/** Formats that are checked, each in time linear in the text. */
export const schemaFormats = [
  'date-time', 'date', 'time', 'duration', 'email', 'hostname', 'ipv4', 'ipv6', 'uri', 'uri-reference', 'uuid',
  'json-pointer',
] as const; // prettier-ignore

export const schemaDialect = 'https://json-schema.org/draft/2020-12/schema';
