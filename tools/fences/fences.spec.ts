import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

/**
 * Plants what the fences forbid and sees each refused. The texts stand in for files that exist (only their path
 * matters), so nothing is written. That a plain text passes shows that a refusal is not merely a broken set-up.
 */
interface Plant {
  name: string;
  file: string;
  text: string;
  /** The rule that must refuse it; null: nothing may. */
  rule: string | null;
}

const BOUNDARIES = '@nx/enforce-module-boundaries';
const IMPORTS = 'no-restricted-imports';
const SYNTAX = 'no-restricted-syntax';

const domain = 'libs/dsl/src/json.ts';
const infrastructure = 'libs/config/src/load.ts';
const service = 'libs/handlers/src/contract.ts';
const test = 'libs/config/src/load.spec.ts';

const using = (name: string) => `import { it } from '${name}';\nexport const used = it;\n`;

const plants: Plant[] = [
  { name: 'a harmless file of the domain', file: domain, text: 'export const n: number = 1;\n', rule: null },
  {
    name: 'a harmless import of a lower floor',
    file: infrastructure,
    text: using('@maestro/problems'),
    rule: null,
  },
  { name: 'a test that uses libs/testing', file: test, text: using('@maestro/testing'), rule: null },

  { name: 'domain → infrastructure', file: domain, text: using('@maestro/persistence'), rule: BOUNDARIES },
  { name: 'domain → service', file: domain, text: using('@maestro/engine'), rule: BOUNDARIES },
  {
    name: 'infrastructure → service',
    file: infrastructure,
    text: using('@maestro/engine'),
    rule: BOUNDARIES,
  },
  { name: 'service → side room of Nest', file: service, text: using('@maestro/nest-kit'), rule: BOUNDARIES },
  {
    name: 'production → libs/testing',
    file: infrastructure,
    text: using('@maestro/testing'),
    rule: BOUNDARIES,
  },
  {
    name: 'a test of the domain → service',
    file: 'libs/tenancy/src/roles.spec.ts',
    text: using('@maestro/engine'),
    rule: BOUNDARIES,
  },
  {
    name: 'a package → itself by name',
    file: infrastructure,
    text: using('@maestro/config'),
    rule: BOUNDARIES,
  },
  {
    name: 'a circle of files',
    file: 'libs/config/src/register.ts',
    text: using('./load'),
    rule: 'import-x/no-cycle',
  },

  { name: 'domain → node:fs', file: domain, text: using('node:fs'), rule: IMPORTS },
  { name: 'domain → crypto', file: domain, text: using('crypto'), rule: IMPORTS },
  { name: 'domain → typeorm', file: domain, text: using('typeorm'), rule: IMPORTS },
  { name: 'domain → pg', file: domain, text: using('pg'), rule: IMPORTS },
  { name: 'domain → bullmq', file: domain, text: using('bullmq'), rule: IMPORTS },
  { name: 'domain → Nest', file: domain, text: using('@nestjs/common'), rule: IMPORTS },
  { name: 'Nest outside apps and nest-kit', file: service, text: using('@nestjs/common'), rule: IMPORTS },
  { name: 'undici outside egress', file: service, text: using('undici'), rule: IMPORTS },
  {
    name: 'the inside of another package',
    file: service,
    text: using('@maestro/dsl/src/json'),
    rule: IMPORTS,
  },
  { name: 'the own index', file: infrastructure, text: using('./index'), rule: IMPORTS },
  { name: 'the own index, as a folder', file: infrastructure, text: using('..'), rule: IMPORTS },
  {
    name: 'the command line → anything but the client',
    file: 'apps/cli/src/main.ts',
    text: using('@maestro/dsl'),
    rule: IMPORTS,
  },

  { name: 'export *', file: infrastructure, text: "export * from './load';\n", rule: SYNTAX },
  { name: 'fetch', file: service, text: "export const r = fetch('https://x');\n", rule: SYNTAX },
  {
    name: 'http.request',
    file: service,
    text: "import * as http from 'node:http';\nexport const r = http.request('http://x');\n",
    rule: SYNTAX,
  },
  { name: 'Date.now in the domain', file: domain, text: 'export const t = Date.now();\n', rule: SYNTAX },
  { name: 'new Date() in the domain', file: domain, text: 'export const t = new Date();\n', rule: SYNTAX },
  {
    name: 'new Date(value) in the domain',
    file: domain,
    text: 'export const t = new Date(0);\n',
    rule: null,
  },
  {
    name: 'Math.random in the domain',
    file: domain,
    text: 'export const t = Math.random();\n',
    rule: SYNTAX,
  },
  {
    name: 'a plain SET of the tenant',
    file: infrastructure,
    text: `export const q = '${'SET'} app.tenant_id = 1';\n`,
    rule: SYNTAX,
  },
  {
    name: 'SQL from a template',
    file: infrastructure,
    text: 'export const q = (c: { query(s: string): void }, x: string) => c.query(`SELECT ${x}`);\n',
    rule: SYNTAX,
  },
  {
    name: 'SQL from a sum',
    file: infrastructure,
    text: "export const q = (c: { query(s: string): void }, x: string) => c.query('SELECT ' + x);\n",
    rule: SYNTAX,
  },
  {
    name: 'four parameters',
    file: domain,
    text: 'export const f = (a: 1, b: 1, c: 1, d: 1) => [a, b, c, d];\n',
    rule: SYNTAX,
  },
  {
    name: 'a sleeping test',
    file: test,
    text: 'export const s = async () => { await new Promise((r) => setTimeout(r, 1)); };\n',
    rule: SYNTAX,
  },
  {
    name: 'a sleeping test by timers/promises',
    file: test,
    text: "import { setTimeout } from 'node:timers/promises';\nexport const s = () => setTimeout(1);\n",
    rule: SYNTAX,
  },

  {
    name: 'any',
    file: infrastructure,
    text: 'export const a: any = 1;\n',
    rule: '@typescript-eslint/no-explicit-any',
  },
  {
    name: '@ts-ignore',
    file: infrastructure,
    text: '// @ts-ignore\nexport const a = 1;\n',
    rule: '@typescript-eslint/ban-ts-comment',
  },
  { name: 'console', file: infrastructure, text: 'console.log(1);\n', rule: 'no-console' },
  {
    name: 'a floating promise',
    file: infrastructure,
    text: 'Promise.resolve(1);\n',
    rule: '@typescript-eslint/no-floating-promises',
  },
  {
    name: 'a case not handled',
    file: infrastructure,
    text: "export function f(x: 'a' | 'b') {\n  switch (x) {\n    case 'a':\n      return 1;\n  }\n}\n",
    rule: '@typescript-eslint/switch-exhaustiveness-check',
  },
  { name: 'a file of 401 lines', file: infrastructure, text: 'export {};\n'.repeat(401), rule: 'max-lines' },
  {
    name: 'a function of 70 lines',
    file: infrastructure,
    text: `export function f(): void {\n${'  void 0;\n'.repeat(70)}}\n`,
    rule: 'max-lines-per-function',
  },
];

interface Message {
  ruleId: string | null;
  message: string;
}

function lint(texts: readonly { file: string; text: string }[]): Message[][] {
  const { stdout, stderr, status } = spawnSync(process.execPath, [join(__dirname, 'lint-planted.mjs')], {
    input: JSON.stringify(texts),
    encoding: 'utf8',
    env: { ...process.env, NX_DAEMON: 'false', CI: '1' },
  });
  if (status !== 0) throw new Error(stderr);
  return JSON.parse(stdout) as Message[][];
}

describe('the fences', () => {
  let messages: Message[][] = [];
  beforeAll(() => {
    messages = lint(plants);
  }, 60_000);

  it.each(plants.map((plant, index) => ({ ...plant, index })))('$name: $rule', ({ index, rule }) => {
    const rules = (messages[index] ?? []).map((message) => message.ruleId);
    if (rule === null) expect(messages[index]).toEqual([]);
    else expect(rules).toContain(rule);
  });
});
