/** Every limit of the language, once. A fault that comes of one of them names it. */
export const limits = {
  /** Bytes of UTF-8. */
  yamlBytes: 256 * 1024,
  jsonBytes: 4 * 1024 * 1024,
  /** Levels of objects and lists, whatever they are written with. */
  nesting: 64,
  aliases: 100,
  /** Values of a YAML text once its aliases are replaced by what they stand for. */
  expandedValues: 200_000,
  /** Of a template, its bodies, compensations and `on_failure` included. */
  nodes: 10_000,
  /** Of a template, its bodies and the edges of its cases included. */
  edges: 50_000,
  /** Bodies of maps and loops inside each other. */
  bodies: 8,
  cases: 100,
  approvers: 50,
  quorum: 20,
  /** Items of a map that are open at once. */
  parallel: 10_000,
  rounds: 10_000,
  /** Places that attempts or runs of one key share, and starts per period. */
  places: 100_000,
  /** Tokens of one attempt. */
  tokens: 1_000_000_000,
  /** UTF-16 units of a key or a name that is a constant. */
  keyLength: 255,
  labels: 64,
  /** Names that a template or a node declares. */
  secrets: 64,
  capabilities: 64,
  /** Attestations that a run of one template needs. */
  attestations: 16,
  diagnostics: 100,
  /** UTF-16 units of one expression. */
  expressionLength: 16 * 1024,
  expressionDepth: 64,
  /** Macros (`map`, `filter`, …) inside each other. */
  macroNesting: 3,
  /** Elements a macro may walk. */
  macroElements: 100_000,
  /** Units of work of one evaluation: calls, steps of macros, elements compared or copied. */
  evaluationSteps: 1_000_000,
  /** UTF-16 units of a string that an expression makes. */
  stringLength: 4 * 1024 * 1024,
  /** Elements of a list that an expression makes. */
  listLength: 1_000_000,
  /** Rough size in characters of what one evaluation returns. */
  resultSize: 16 * 1024 * 1024,
  /** `${{ … }}` in one string. */
  placeholders: 1_000,
  /** `${{ … }}` and bare expressions in one template. */
  expressions: 20_000,
  patternLength: 512,
  schemaDepth: 32,
  /** Subschemas, each counted as often as a `$ref` repeats it. */
  schemaSize: 5_000,
  enumValues: 1_000,
} as const;
