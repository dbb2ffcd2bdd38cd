import { section } from './section';
import { integer, text, url } from './setting';

export const tests = section({
  title: 'Tests',
  readBy: 'the test suites',
  settings: {
    databaseUrl: url({
      env: 'MAESTRO_TEST_DATABASE_URL',
      schemes: ['postgres', 'postgresql'],
      optional: true,
      description: 'A server that suites may create databases and roles on, instead of a private one.',
    }),
    redisUrl: url({
      env: 'MAESTRO_TEST_REDIS_URL',
      schemes: ['redis', 'rediss'],
      optional: true,
      description: 'A Redis for suites, instead of a private one.',
    }),
    pgvector: text({
      env: 'MAESTRO_TEST_PGVECTOR',
      optional: true,
      description:
        'Folder of an installed Postgres of the same major version that has pgvector, for the suite that needs it.',
    }),
    boltUrl: url({
      env: 'MAESTRO_TEST_BOLT_URL',
      schemes: ['bolt'],
      optional: true,
      description:
        'A server that speaks Bolt, asks for no password and may be written to, for the suite that needs one.',
    }),
    chaosSeed: integer({
      env: 'MAESTRO_CHAOS_SEED',
      min: 0,
      max: 2 ** 32 - 1,
      optional: true,
      description: 'Repeats the storm of this seed; a new one each time unless given.',
    }),
    moneySeeds: integer({
      env: 'MAESTRO_MONEY_SEEDS',
      min: 1,
      max: 1_000_000,
      default: 10,
      description: 'So many storms of spenders: 1,000 for a night.',
    }),
    modelSeed: integer({
      env: 'MAESTRO_MODEL_SEED',
      min: 0,
      max: 2 ** 32 - 1,
      optional: true,
      description:
        'Repeats the one random life of this seed on the real engine, where tests draw such lives; new ones each time unless given.',
    }),
    modelLives: integer({
      env: 'MAESTRO_MODEL_LIVES',
      min: 1,
      max: 1_000_000,
      default: 150,
      description: 'So many random lives on the real engine: 10,000 for a night.',
    }),
    stack: text({
      env: 'MAESTRO_TEST_STACK',
      optional: true,
      secret: true,
      description: 'Set by the test runner itself: where the servers of this run are.',
    }),
  },
});
