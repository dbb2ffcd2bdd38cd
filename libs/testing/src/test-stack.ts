/** What the global set-up of a Jest run tells the suites: servers, and the database to clone. */
export interface TestStack {
  /** Owner's address of the server (any database of it). */
  serverUrl: string;
  redisUrl: string;
  /** Part of the name of everything this run makes, so that runs may share servers. */
  run: string;
  /** A migrated database nobody is connected to. */
  templateName: string;
  /** Addresses of the template under the two service roles; clones differ in the database's name only. */
  appUrl: string;
  engineUrl: string;
}

const VARIABLE = 'MAESTRO_TEST_STACK';

export function publishTestStack(stack: TestStack): void {
  process.env[VARIABLE] = JSON.stringify(stack);
}

/** @throws when the run has no stack: unit tests have none by design. */
export function testStack(): TestStack {
  const text = process.env[VARIABLE];
  if (!text)
    throw new Error('There is no test stack: name the file *.itest.ts or *.e2e.ts and run it through Jest.');
  return JSON.parse(text) as TestStack;
}
