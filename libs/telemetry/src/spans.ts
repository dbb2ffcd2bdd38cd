/** Every span that Maestro opens itself, once; libraries add theirs below. `docs/reference/telemetry.md` lists them. */
export const spans = {
  runStart: { name: 'run.start', description: 'Accepting a run: validation, rows, dispatch' },
  taskPerform: { name: 'task.perform', description: 'One attempt of a task, from its claim to its outcome' },
} as const satisfies Record<string, { name: string; description: string }>;

export type SpanKey = keyof typeof spans;

/** Attributes of Maestro's own spans. Unlike metric labels these may name tenants and runs. */
export const spanAttributes = {
  tenant: 'maestro.tenant.id',
  run: 'maestro.run.id',
  template: 'maestro.template.name',
  task: 'maestro.task.n',
  node: 'maestro.node.id',
  handler: 'maestro.handler',
  attempt: 'maestro.attempt',
  queue: 'maestro.queue',
  rows: 'maestro.batch.rows',
  loop: 'maestro.loop',
  modelProvider: 'maestro.model.provider',
  // The names that OpenTelemetry gives to what is asked of a model.
  model: 'gen_ai.request.model',
  inputTokens: 'gen_ai.usage.input_tokens',
  outputTokens: 'gen_ai.usage.output_tokens',
} as const;

export type SpanAttributes = { readonly [K in keyof typeof spanAttributes]?: string | number };
