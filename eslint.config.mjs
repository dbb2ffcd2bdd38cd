// The rules of the house that a machine can hold. Each block says why; the floors are in CONTRIBUTING.md.
// Run by `npm run lint` or through nx: without a cached project graph the boundary rule silently does nothing,
// which tools/fences/fences.spec.ts would notice.
import js from '@eslint/js';
import nx from '@nx/eslint-plugin';
import prettier from 'eslint-config-prettier';
import importX, { createNodeResolver } from 'eslint-plugin-import-x';
import tseslint from 'typescript-eslint';

const root = import.meta.dirname;

/** Files that may do what production code may not: reach into libs/testing, call the network, fake a clock. */
const tests = [
  '**/*.{spec,itest,e2e}.ts',
  '{apps,libs}/*/test/**/*.ts',
  'libs/*/src/testing/**/*.ts',
  'libs/testing/**/*.ts',
  '{bench,chaos,tools,deploy,examples}/**/*.ts',
];
const domain = ['problems', 'dsl', 'state-machine', 'flow', 'timetable', 'tenancy'].map(inLib);
/** Where time is a value that is handed in, so that a replay sees what the first run saw. */
const timeless = ['flow', 'state-machine', 'dsl', 'engine', 'timetable'].map(inLib);

function inLib(name) {
  return `libs/${name}/src/**/*.ts`;
}

// --- Floors: apps → services → infrastructure → domain, never back -------------------------------------------

function floors(extra) {
  const rows = {
    'floor:domain': ['floor:domain'],
    'floor:infrastructure': ['floor:domain', 'floor:infrastructure'],
    'floor:service': ['floor:domain', 'floor:infrastructure', 'floor:service'],
    'floor:app': ['floor:domain', 'floor:infrastructure', 'floor:service', 'side:nest', 'side:client'],
    'side:nest': ['floor:domain', 'floor:infrastructure', 'floor:service'],
    'side:client': [],
    'side:testing': ['floor:domain', 'floor:infrastructure', 'floor:service', 'side:client', 'side:testing'],
    'side:examples': ['side:client', 'side:testing'],
    'app:cli': ['side:client', 'floor:domain'],
  };
  const depConstraints = Object.entries(rows).map(([sourceTag, allowed]) => ({
    sourceTag,
    onlyDependOnLibsWithTags: [...allowed, ...extra],
  }));
  // Packages below libs/testing use it in their own tests; that closes a circle of packages, never of modules.
  const ignoredCircularDependencies = [['@maestro/testing', '*']];
  const options = { enforceBuildableLibDependency: false, ignoredCircularDependencies, depConstraints };
  return { '@nx/enforce-module-boundaries': ['error', options] };
}

// --- Imports ---------------------------------------------------------------------------------------------------
// `no-restricted-imports` does not merge between blocks: each block below names all that holds for its files.

const ownIndex = {
  regex: '^\\.{1,2}(/\\.\\.)*(/index)?/?$',
  message:
    'Import the file that defines it. An index is the door for others; used from within it closes circles.',
};
const deepImport = {
  regex: '^@maestro/[^/]+/(src|dist)(/|$)',
  message: 'Import the package by its name; only what its index lists is public.',
};
const nestImport = {
  regex: '^(@nestjs/|nestjs-)',
  message: 'Nest lives in apps and libs/nest-kit only; everything else is plain classes.',
};
const httpImport = {
  regex: '^(undici|axios|got|node-fetch|superagent)(/|$)',
  message: 'Outbound requests go through @maestro/egress, which refuses private addresses.',
};
const outsideWorld = {
  regex:
    '^(node:|@nestjs/|@fastify/|typeorm|pg(-|$)|bullmq|ioredis|undici|fastify|express|pino|@opentelemetry/|reflect-metadata|' +
    '(fs|path|os|crypto|http|https|net|tls|dns|child_process|worker_threads|stream|events|util|url|timers)(/|$))',
  message: 'The domain floor is pure: no I/O, no clock, no framework. Hand the value in.',
};
const cliOnlyClient = {
  regex: '^@maestro/(?!client$|problems$|evidence$)',
  message:
    'The command line talks through @maestro/client only, as any other user does; it checks evidence without a server.',
};

function imports(...patterns) {
  return { 'no-restricted-imports': ['error', { patterns: [ownIndex, deepImport, ...patterns] }] };
}

// --- Syntax ----------------------------------------------------------------------------------------------------
// `no-restricted-syntax` does not merge either.

const exportAll = {
  selector: 'ExportAllDeclaration',
  message: 'List the names: an index is read as the table of contents.',
};
const manyParameters = {
  selector: ':function[params.length>3]:not(MethodDefinition[kind="constructor"] > FunctionExpression)',
  message: 'More than three parameters: take one object, so that the call says what is what.',
};
const manyDependencies = {
  selector: 'MethodDefinition[kind="constructor"] > FunctionExpression[params.length>6]',
  message: 'More than six dependencies: this class does too much.',
};
const rawRequest = {
  selector:
    'CallExpression[callee.name="fetch"], CallExpression[callee.object.name=/^https?$/][callee.property.name=/^(request|get)$/], ' +
    'ImportDeclaration[source.value=/^(node:)?https?$/] > ImportSpecifier[imported.name=/^(request|get)$/]',
  message: 'Outbound requests go through @maestro/egress, which refuses private addresses.',
};
const tenantSetting = {
  selector:
    'Literal[value=/\\bSET\\s+(LOCAL\\s+|SESSION\\s+)?app\\./i], TemplateElement[value.raw=/\\bSET\\s+(LOCAL\\s+|SESSION\\s+)?app\\./i]',
  message:
    'A plain SET outlives the transaction and leaks the tenant to the next user of the connection: withTenant().',
};
const builtSql = {
  selector:
    'CallExpression[callee.property.name="query"] > TemplateLiteral.arguments:first-child[expressions.length>0], ' +
    'CallExpression[callee.property.name="query"] > BinaryExpression.arguments:first-child[operator="+"]',
  message: 'SQL is not put together from strings: bind parameters ($1).',
};
const clock = {
  selector:
    'CallExpression[callee.object.name="Date"][callee.property.name="now"], NewExpression[callee.name="Date"][arguments.length=0], ' +
    'CallExpression[callee.name="Date"]',
  message: 'Time is handed in here; database time decides.',
};
const chance = {
  selector: 'CallExpression[callee.object.name="Math"][callee.property.name="random"]',
  message: 'The domain floor gives the same answer to the same question: hand the random value in.',
};
const sleep = {
  selector:
    'AwaitExpression NewExpression[callee.name="Promise"] CallExpression[callee.name="setTimeout"], ' +
    'ImportDeclaration[source.value=/^(node:)?timers\\/promises$/] > ImportSpecifier[imported.name="setTimeout"]',
  message: 'Tests wait for a condition, not for a while.',
};

const everywhere = [exportAll, manyParameters, manyDependencies, rawRequest, tenantSetting, builtSql];

function syntax(...restrictions) {
  return { 'no-restricted-syntax': ['error', ...restrictions] };
}

export default tseslint.config(
  {
    ignores: [
      '**/dist/',
      '**/node_modules/',
      '**/coverage/',
      '.nx/',
      '.maestro/',
      // Generated from the OpenAPI document.
      'libs/client/src/schema.ts',
    ],
  },
  { linterOptions: { reportUnusedDisableDirectives: 'error' } },
  { files: ['**/*.{mjs,cjs,js,ts}'], extends: [js.configs.recommended] },
  {
    files: ['**/*.{mjs,cjs,js}'],
    languageOptions: {
      globals: Object.fromEntries(Object.getOwnPropertyNames(globalThis).map((name) => [name, 'readonly'])),
    },
    rules: { eqeqeq: 'error', 'prefer-const': 'error', 'no-var': 'error', 'max-lines': ['error', 400] },
  },
  {
    files: ['**/*.{cjs,js}'],
    languageOptions: {
      sourceType: 'commonjs',
      globals: { require: 'readonly', module: 'writable', exports: 'writable', __dirname: 'readonly' },
    },
  },
  {
    // Runs in a browser.
    files: ['apps/api/docs-page/*.js'],
    languageOptions: { globals: { document: 'readonly', location: 'readonly' } },
  },
  {
    files: ['**/*.ts'],
    extends: [tseslint.configs.recommended],
    plugins: { '@nx': nx, 'import-x': importX },
    languageOptions: { parserOptions: { project: ['tsconfig.json'], tsconfigRootDir: root } },
    settings: {
      'import-x/parsers': { '@typescript-eslint/parser': ['.ts'] },
      'import-x/resolver-next': [
        createNodeResolver({
          extensions: ['.ts', '.js', '.json', '.node'],
          conditionNames: ['maestro-source', 'node', 'require', 'default'],
        }),
      ],
    },
    rules: {
      ...floors([]),
      ...imports(nestImport, httpImport),
      ...syntax(...everywhere),
      'import-x/no-cycle': ['error', { ignoreExternal: true }],
      // Stripping control characters from what others wrote is a duty here, not a slip.
      'no-control-regex': 'off',
      'max-lines': ['error', 400],
      'max-lines-per-function': ['error', { max: 60, skipBlankLines: true, skipComments: true }],
      'no-console': 'error',
      eqeqeq: ['error', 'always', { null: 'ignore' }],
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/ban-ts-comment': [
        'error',
        { 'ts-ignore': true, 'ts-expect-error': 'allow-with-description' },
      ],
      '@typescript-eslint/consistent-type-imports': ['error', { disallowTypeAnnotations: false }],
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', ignoreRestSiblings: true }],
      // These need types. They catch what no test sees: a promise nobody waits for, a case nobody handled.
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/no-misused-promises': ['error', { checksVoidReturn: { arguments: false } }],
      '@typescript-eslint/await-thenable': 'error',
      '@typescript-eslint/only-throw-error': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': [
        'error',
        { considerDefaultExhaustiveForUnions: true },
      ],
    },
  },
  { files: ['apps/**/*.ts', 'libs/nest-kit/**/*.ts'], rules: imports(httpImport) },
  {
    files: ['libs/{egress,client}/**/*.ts'],
    rules: { ...imports(nestImport), ...syntax(...everywhere.filter((rule) => rule !== rawRequest)) },
  },
  {
    files: ['apps/cli/**/*.ts'],
    rules: {
      ...imports(nestImport, httpImport, cliOnlyClient),
      'no-console': 'off',
      // A command is loaded when it is called: the first line has to appear at once.
      '@typescript-eslint/no-require-imports': 'off',
    },
  },
  { files: timeless, rules: syntax(...everywhere, clock) },
  { files: domain, rules: { ...imports(outsideWorld), ...syntax(...everywhere, clock, chance) } },
  // A table of contents grows with what is in the house.
  { files: ['libs/*/src/index.ts'], rules: { 'max-lines': ['error', 800] } },
  {
    files: tests,
    rules: {
      ...floors(['side:testing']),
      ...imports(),
      ...syntax(exportAll, manyDependencies, tenantSetting, sleep),
      // A describe block is a chapter, not a function; a callback of a fake server may well be async.
      'max-lines-per-function': 'off',
      '@typescript-eslint/no-misused-promises': ['error', { checksVoidReturn: false }],
    },
  },
  prettier,
);
