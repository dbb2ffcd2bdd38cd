/**
 * Three kinds of test, told apart by their ending:
 * `.spec.ts` needs nothing, `.itest.ts` needs the private stack, `.e2e.ts` needs the built services.
 * Workspace packages resolve to their sources through the `maestro-source` condition: no build between an
 * edit and a test.
 */
const base = {
  rootDir: __dirname,
  roots: [
    '<rootDir>/libs',
    '<rootDir>/apps',
    '<rootDir>/examples',
    '<rootDir>/tools',
    '<rootDir>/deploy',
    '<rootDir>/chaos',
    '<rootDir>/bench',
  ],
  testEnvironment: 'node',
  testEnvironmentOptions: { customExportConditions: ['maestro-source', 'node', 'require', 'default'] },
  transform: { '\\.(ts|m?js)$': ['@swc/jest', { ...require('./tools/swc.cjs') }] },
  // ESM-only packages that Jest must turn into CommonJS: it cannot require them on Node 20.
  transformIgnorePatterns: [
    '^(?!.*/\\.pnpm/(cookie|content-disposition|openid-client|oauth4webapi|jose)@).*/node_modules/',
    '/(?:libs|apps)/[^/]+/dist/',
  ],
  modulePathIgnorePatterns: ['<rootDir>/.*/dist/', '<rootDir>/.maestro/'],
};
const stack = {
  globalSetup: '<rootDir>/libs/testing/src/jest/global-setup.ts',
  globalTeardown: '<rootDir>/libs/testing/src/jest/global-teardown.ts',
};

module.exports = {
  // Two cores may be busy with something else: what hangs is found all the same.
  testTimeout: 20_000,
  projects: [
    { ...base, displayName: 'unit', testMatch: ['**/*.spec.ts'] },
    { ...base, ...stack, displayName: 'integration', testMatch: ['**/*.itest.ts'] },
    { ...base, ...stack, displayName: 'e2e', testMatch: ['**/*.e2e.ts'] },
  ],
};
