/**
 * The page of all task kinds, made of the schemas that inputs are checked against: what it says of a field is what is checked. Errors,
 * pages and examples are said in task-kinds.json.
 */

/** Kinds that only the built-in loop of agents is made of go last. */
const ORDER = [
  ...['http', 'transform', 'contract', 'load', 'noop', 'shell'],
  ...['llm_call', 'tool_call', 'rag_query', 'rag_ingest', 'graph_job'],
  ...['agent_call', 'check_plan', 'run_plan', 'agent_turn', 'agent_answer'],
];
const DURATION = /\(ms\|s\|m\|h\|d\)/;
const DEEPEST = 2;

/** @param catalog what the registry of handlers knows, by kind; @param about what task-kinds.json says; @param off kinds to be enabled */
export function taskKindsPage(catalog, about, off) {
  const kinds = [...catalog.keys()];
  const unsaid = [
    ...kinds.filter((kind) => !ORDER.includes(kind)),
    ...ORDER.filter((kind) => !catalog.has(kind)),
  ];
  if (unsaid.length > 0)
    throw new Error(`tools/docs/task-kinds-page.mjs and the registry differ about ${unsaid.join(', ')}`);
  return `${[
    '# Task kinds',
    '<!-- Generated from the schemas of libs/handlers and tools/docs/task-kinds.json; do not edit. -->',
    'What a node of `kind: task` does is its `ref`, and what it is given stands in `with`: strings may hold `${{ … }}`. Constant inputs are' +
      ' checked when a template is published, others before an attempt; a field that is not in these tables is refused. Retries, timeouts' +
      ' and everything else that each task has: [the language](language.md#nodes). Errors, and which of them `retry` takes up unless' +
      ' told: [errors](errors.md).',
    ORDER.map((kind) => `[\`${kind}\`](#${kind})`).join(' · '),
    ...ORDER.map((kind) => section(kind, catalog.get(kind), about[kind], off.includes(kind))),
  ].join('\n\n')}\n`;
}

function section(kind, { description, input, output, secrets }, { errors, page, example }, off) {
  const links = [
    ...(page ? [`[more](${page})`] : []),
    ...(example ? [`[example](../../${example})`] : []),
  ].join(' · ');
  const notes = [
    ...(off ? ['Off unless a worker enables it (`MAESTRO_WORKER_ENABLE`).'] : []),
    ...(secrets.length > 0
      ? [`Secrets may stand in ${secrets.map((at) => code(at.slice(1))).join(', ')}.`]
      : []),
    ...(errors.length > 0 ? [`Errors: ${errors.map(code).join(', ')}.`] : []),
  ];
  const given = rowsOf(input, { needed: input.required ?? [] });
  const made = rowsOf(output, {});
  return [
    `## ${kind}`,
    [description, links].filter(Boolean).join(' '),
    given.length > 0 ? table(['`with`', 'takes', 'meaning'], given) : 'Takes nothing.',
    ...(made.length > 0 ? [table(['output', 'is', 'meaning'], made)] : []),
    ...(notes.length > 0 ? [notes.join(' ')] : []),
  ].join('\n\n');
}

/** A row for each field, and for each field of an object within. */
function rowsOf(schema, { needed = [], within = '', depth = 0 }) {
  return Object.entries(schema.properties ?? {}).flatMap(([name, field]) => {
    const path = within + name;
    const type = `${typeOf(field)}${needed.includes(name) ? ', **required**' : ''}`;
    const inner = field.type === 'array' ? [field.items ?? {}, `${path}[].`] : [field, `${path}.`];
    return [
      [code(path), type, meaningOf(field)],
      ...(depth < DEEPEST ? rowsOf(inner[0], { within: inner[1], depth: depth + 1 }) : []),
    ];
  });
}

function meaningOf({ description = '', default: fallback }) {
  return [description, fallback === undefined ? '' : `${code(JSON.stringify(fallback))} unless told.`]
    .filter(Boolean)
    .join(' ');
}

function typeOf(schema) {
  if (schema.const !== undefined) return code(JSON.stringify(schema.const));
  if (schema.enum) return schema.enum.map((value) => code(JSON.stringify(value))).join(' or ');
  const either = schema.anyOf ?? schema.oneOf;
  if (either && !schema.type) return [...new Set(either.map(typeOf))].join(' or ');
  if (Array.isArray(schema.type)) return schema.type.join(' or ');
  switch (schema.type) {
    case 'string':
      return DURATION.test(schema.pattern ?? '')
        ? 'duration, as `30s`'
        : `text${bounds(schema.minLength, schema.maxLength, 'characters')}`;
    case 'integer':
    case 'number':
      return `${schema.type === 'integer' ? 'whole number' : 'number'}${bounds(schema.minimum, schema.maximum)}`;
    case 'array':
      return `list of ${typeOf(schema.items ?? {})}${bounds(schema.minItems, schema.maxItems)}`;
    case 'boolean':
      return '`true` or `false`';
    default:
      return schema.type ?? 'any value';
  }
}

function bounds(from = 0, to, unit = '') {
  const most = to === undefined ? '' : Number(to).toLocaleString('en-US');
  const words = most
    ? from > 1
      ? `${from} to ${most}`
      : `up to ${most}`
    : from > 1
      ? `at least ${from}`
      : '';
  return words ? ` (${[words, unit].filter(Boolean).join(' ')})` : '';
}

function table(head, rows) {
  const line = (cells) =>
    `| ${cells.map((cell) => cell.replaceAll('|', '\\|').replaceAll('\n', ' ')).join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

const code = (text) => `\`${text}\``;
