import type { Json } from '@maestro/dsl';
import type { Handler } from '../contract';

/** Does nothing: a place in the graph where branches meet, and the cheapest task there is. */
export const noopHandler: Handler = {
  ref: 'noop',
  description: 'Does nothing and returns its input.',
  input: {
    type: ['object', 'null'],
    additionalProperties: false,
    properties: { value: { description: 'Anything; it comes back as it is.' } },
  },
  output: { description: 'The input.' },
  enabledByDefault: true,
  execute: (input: Json) => Promise.resolve(input),
};
