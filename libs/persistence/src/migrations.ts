import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DataSource, type MigrationInterface, type QueryRunner } from 'typeorm';

/** `migrations/` at the root of the repository: the same place seen from `src` and from `dist`. */
const directory = join(__dirname, '..', '..', '..', 'migrations');

type MigrationClass = new () => MigrationInterface;

/** The number of the newest migration this release knows. */
export function latestMigration(): number {
  return Math.max(...numbered().map((migration) => migration.number));
}

/** Applies what is missing, each migration in a transaction of its own. Only one process at a time gets through. */
export async function migrateDatabase(ownerUrl: string): Promise<string[]> {
  return withSource(ownerUrl, async (source) => {
    const done = await source.runMigrations({ transaction: 'each' });
    return done.map((migration) => migration.name);
  });
}

/** Takes back the newest `count` migrations. */
export async function revertMigrations(ownerUrl: string, count: number): Promise<void> {
  await withSource(ownerUrl, async (source) => {
    for (let i = 0; i < count; i += 1) await source.undoLastMigration({ transaction: 'each' });
  });
}

async function withSource<T>(ownerUrl: string, work: (source: DataSource) => Promise<T>): Promise<T> {
  const source = new DataSource({
    type: 'postgres',
    url: ownerUrl,
    applicationName: 'maestro-migrate',
    migrations: numbered().map(migrationClass),
    migrationsTableName: 'maestro_migrations',
    poolSize: 2,
  });
  await source.initialize();
  // A session lock on a connection of its own: two deployments that migrate at once take turns.
  const gate = source.createQueryRunner();
  try {
    await gate.query(`SELECT pg_advisory_lock(hashtext('maestro_migrations'))`);
    return await work(source);
  } finally {
    await gate.query(`SELECT pg_advisory_unlock(hashtext('maestro_migrations'))`).catch(() => undefined);
    await gate.release();
    await source.destroy();
  }
}

interface NumberedMigration {
  number: number;
  file: string;
  title: string;
}

function numbered(): NumberedMigration[] {
  return readdirSync(directory)
    .map((file) => /^(\d{4})_([a-z0-9_]+)\.up\.sql$/.exec(file))
    .filter((match) => match !== null)
    .map((match) => ({
      number: Number(match[1]),
      file: match[0].replace(/\.up\.sql$/, ''),
      title: match[2] as string,
    }))
    .sort((a, b) => a.number - b.number);
}

/** TypeORM orders migrations by the 13 digits at the end of their name. */
function migrationClass({ number, file, title }: NumberedMigration): MigrationClass {
  const name = `${title}_${1_700_000_000_000 + number}`;
  return class implements MigrationInterface {
    readonly name = name;

    async up(runner: QueryRunner): Promise<void> {
      await runner.query(readMigration(`${file}.up.sql`));
    }

    async down(runner: QueryRunner): Promise<void> {
      await runner.query(readMigration(`${file}.down.sql`));
    }
  };
}

/** The text of a migration, with its `-- include <file>` lines replaced by those files. */
function readMigration(file: string): string {
  return readFileSync(join(directory, file), 'utf8').replace(/^-- include (\S+)$/gm, (_, included: string) =>
    readFileSync(join(directory, included), 'utf8'),
  );
}
