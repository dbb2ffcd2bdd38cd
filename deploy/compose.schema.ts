/**
 * The part of the Compose file format that this repository uses, as JSON Schema: whatever is not here is refused,
 * so that a misspelt key cannot pass for a setting.
 */
const strings = { type: 'array', items: { type: 'string' } };
const duration = { type: 'string', pattern: '^\\d+(ms|s|m|h)$' };

const service = {
  type: 'object',
  additionalProperties: false,
  required: ['image'],
  properties: {
    image: { type: 'string', pattern: '^[a-z][a-z0-9/-]*(:[\\w.-]+)?$' },
    build: {
      type: 'object',
      additionalProperties: false,
      required: ['context', 'dockerfile'],
      properties: { context: { type: 'string' }, dockerfile: { type: 'string' } },
    },
    command: strings,
    restart: { enum: ['no', 'always', 'on-failure', 'unless-stopped'] },
    init: { type: 'boolean' },
    read_only: { type: 'boolean' },
    tmpfs: strings,
    cap_drop: strings,
    security_opt: strings,
    volumes: strings,
    ports: { type: 'array', items: { type: 'string', pattern: '^127\\.0\\.0\\.1:\\d+:\\d+$' } },
    // Without a value: handed on from the shell.
    environment: { type: 'object', additionalProperties: { type: ['string', 'null'] } },
    stop_grace_period: duration,
    healthcheck: {
      type: 'object',
      additionalProperties: false,
      required: ['test'],
      properties: {
        test: strings,
        interval: duration,
        timeout: duration,
        start_period: duration,
        retries: { type: 'integer', minimum: 1 },
      },
    },
    depends_on: {
      type: 'object',
      additionalProperties: {
        type: 'object',
        additionalProperties: false,
        required: ['condition'],
        properties: {
          condition: { enum: ['service_started', 'service_healthy', 'service_completed_successfully'] },
        },
      },
    },
  },
};

export const composeSchema = {
  type: 'object',
  additionalProperties: false,
  required: ['name', 'services', 'volumes'],
  // Extensions hold what services share; they are checked where they are merged in.
  patternProperties: { '^x-': {} },
  properties: {
    name: { type: 'string' },
    services: { type: 'object', additionalProperties: service },
    volumes: { type: 'object', additionalProperties: { type: 'object', maxProperties: 0 } },
  },
};
