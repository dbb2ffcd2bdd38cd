import { randomBytes } from 'node:crypto';
import { setClockOffset } from '@maestro/persistence';
import { asOwner, withDatabase } from './owner-connection';
import { testStack, type TestStack } from './test-stack';

/** A migrated, empty database of one suite's own, with its three addresses. */
export interface TestDatabase {
  ownerUrl: string;
  appUrl: string;
  engineUrl: string;
  /** Moves this database's clock ahead of the real one by so many milliseconds in all; others keep theirs. */
  setClockOffset(milliseconds: number): Promise<void>;
  /** Ends all connections and removes the database. */
  drop(): Promise<void>;
}

/** Clones the template of the Jest run, or of servers of one's own; some 50 ms. */
export async function createTestDatabase(stack: TestStack = testStack()): Promise<TestDatabase> {
  const { serverUrl, run, templateName, appUrl, engineUrl } = stack;
  const name = `maestro_${run}_${randomBytes(4).toString('hex')}`;
  await asOwner(serverUrl, (owner) => owner.query(`CREATE DATABASE ${name} TEMPLATE ${templateName}`));
  const ownerUrl = withDatabase(serverUrl, name);
  return {
    ownerUrl,
    appUrl: withDatabase(appUrl, name),
    engineUrl: withDatabase(engineUrl, name),
    setClockOffset: (milliseconds) => setClockOffset(ownerUrl, milliseconds),
    drop: () =>
      asOwner(serverUrl, async (owner) => void (await owner.query(`DROP DATABASE ${name} WITH (FORCE)`))),
  };
}
