import { faultPlan } from './faults';
import { section } from './section';
import { choice, duration, integer, list, text, url } from './setting';

const postgres = ['postgres', 'postgresql'] as const;
const word = /^[A-Za-z][A-Za-z0-9_-]{0,63}$/;

export const migrations = section({
  title: 'Migrations',
  readBy: 'the migration command',
  settings: {
    ownerUrl: url({
      env: 'DATABASE_URL',
      schemes: postgres,
      description:
        'Connection of the role that owns the schema. Only migrations use it; give it to no service.',
    }),
    rolePassword: text({
      env: 'MAESTRO_ROLE_PASSWORD',
      optional: true,
      secret: true,
      description: 'Where given, the two service roles get a login with this password.',
    }),
  },
});

export const database = section({
  title: 'Database',
  readBy: 'api, scheduler, worker',
  settings: {
    appUrl: url({
      env: 'DATABASE_APP_URL',
      schemes: postgres,
      description:
        'Connection for requests of tenants. Its role is bound by row-level security: no superuser, owner of nothing.',
    }),
    engineUrl: url({
      env: 'DATABASE_ENGINE_URL',
      schemes: postgres,
      description:
        'Connection of the engine, which works across tenants with listed statements. Connect directly, not through a pooler in transaction mode.',
    }),
    appPool: integer({
      env: 'MAESTRO_DB_POOL_APP',
      min: 1,
      max: 200,
      default: 10,
      description: 'Most connections one process holds as the application role.',
    }),
    enginePool: integer({
      env: 'MAESTRO_DB_POOL_ENGINE',
      min: 2,
      max: 200,
      default: 6,
      description: 'Most connections one process holds as the engine role.',
    }),
  },
});

export const redis = section({
  title: 'Redis',
  readBy: 'api, scheduler, worker',
  settings: {
    url: url({
      env: 'REDIS_URL',
      schemes: ['redis', 'rediss'],
      description:
        'Redis 7 with `maxmemory-policy noeviction`. It holds hints only: losing it costs time, not work.',
    }),
    queuePrefix: text({
      env: 'MAESTRO_QUEUE_PREFIX',
      default: 'maestro',
      form: { match: word, expects: 'a word of letters, digits, _ and -' },
      description: 'First part of every key in Redis. Give each installation that shares a Redis its own.',
    }),
  },
});

export const api = section({
  title: 'API',
  readBy: 'api',
  settings: {
    host: text({
      env: 'MAESTRO_API_HOST',
      default: '127.0.0.1',
      description: 'Address the API listens on. `0.0.0.0` for all, as in a container.',
    }),
    port: integer({
      env: 'MAESTRO_API_PORT',
      min: 0,
      max: 65_535,
      default: 7400,
      description: 'Port the API listens on; 0 takes a free one.',
    }),
    requestsPerKey: integer({
      env: 'MAESTRO_API_REQUESTS_PER_KEY',
      min: 1,
      max: 100_000,
      default: 500,
      description: 'Requests a second that each key may make; twice as many at once.',
    }),
    requestsPerTenant: integer({
      env: 'MAESTRO_API_REQUESTS_PER_TENANT',
      min: 1,
      max: 1_000_000,
      default: 1_000,
      description: 'Requests a second that all keys of a tenant may make together; twice as many at once.',
    }),
    requestsMost: integer({
      env: 'MAESTRO_API_REQUESTS_MOST',
      min: 1,
      max: 1_000_000,
      default: 5_000,
      description: 'Requests a second that a tenant may give itself or its keys at most.',
    }),
    taskKinds: list({
      env: 'MAESTRO_TASK_KINDS',
      item: word,
      itemName: 'task kind',
      default: [],
      description:
        'Task kinds that workers of your own serve. Templates may name them; what they take is not checked here.',
    }),
  },
});

export const worker = section({
  title: 'Worker',
  readBy: 'worker',
  settings: {
    queues: list({
      env: 'MAESTRO_WORKER_QUEUES',
      item: word,
      itemName: 'queue name',
      default: ['default'],
      description: 'Queues this worker serves. A task waits for a worker that serves its queue.',
    }),
    concurrency: integer({
      env: 'MAESTRO_WORKER_CONCURRENCY',
      min: 1,
      max: 2_000,
      default: 50,
      description: 'Most tasks this worker performs at the same time.',
    }),
    enable: list({
      env: 'MAESTRO_WORKER_ENABLE',
      item: word,
      itemName: 'handler name',
      default: [],
      description:
        'Handlers that are off unless named here, such as `shell`, which runs commands on this machine.',
    }),
    drainMs: duration({
      env: 'MAESTRO_WORKER_DRAIN_S',
      unit: 's',
      min: 0,
      max: 3_600,
      default: 25,
      description: 'How long a stopping worker lets running tasks finish before it hands them back.',
    }),
    blockedMs: duration({
      env: 'MAESTRO_WORKER_BLOCKED_S',
      unit: 's',
      min: 1,
      max: 3_600,
      default: 60,
      description:
        'How long a task may keep the whole worker from doing anything else before its work is given to others.',
    }),
  },
});

export const leases = section({
  title: 'Leases',
  readBy: 'scheduler, worker',
  settings: {
    leaseMs: duration({
      env: 'MAESTRO_LEASE_MS',
      unit: 'ms',
      min: 500,
      max: 60_000,
      default: 6_000,
      description:
        'How long a worker or a leader is believed alive after its last sign. All processes need the same.',
    }),
    tickMs: duration({
      env: 'MAESTRO_TICK_MS',
      unit: 'ms',
      min: 50,
      max: 30_000,
      default: 2_000,
      description: 'How often leases are renewed and due work is looked for.',
    }),
  },
  rules: [
    {
      variable: 'MAESTRO_TICK_MS',
      message: 'must be at most half of MAESTRO_LEASE_MS: a lease has to survive one late renewal',
      holds: ({ tickMs, leaseMs }) => tickMs * 2 <= leaseMs,
    },
  ],
});

export const retention = section({
  title: 'Retention',
  readBy: 'scheduler',
  settings: {
    days: integer({
      env: 'MAESTRO_RETENTION_DAYS',
      min: 0,
      max: 36_500,
      default: 90,
      description:
        'Days after their end for which runs are kept, with their tasks and history; and days for which policy decisions are, at least as long as the run they are about. 0 keeps them for ever. Idempotency keys are always kept.',
    }),
    eventDays: integer({
      env: 'MAESTRO_RETENTION_EVENT_DAYS',
      min: 0,
      max: 36_500,
      default: 30,
      description:
        'Days for which received events are kept, with what they meant to triggers: within them, an event of the same source and id is a repeat. 0 keeps them for ever.',
    }),
  },
});

export const artifacts = section({
  title: 'Artifacts',
  readBy: 'api, scheduler, worker',
  settings: {
    dir: text({
      env: 'MAESTRO_ARTIFACTS_DIR',
      default: '.maestro/artifacts',
      description: 'Folder for values too large for a row. All processes must see the same one.',
    }),
  },
});

const health = (service: string, port: number) =>
  section({
    title: `Health of the ${service}`,
    readBy: service,
    settings: {
      host: text({
        env: 'MAESTRO_HEALTH_HOST',
        default: '127.0.0.1',
        description: 'Address of `/livez` and `/readyz`.',
      }),
      port: integer({
        env: 'MAESTRO_HEALTH_PORT',
        min: 0,
        max: 65_535,
        default: port,
        description:
          'Port of `/livez` and `/readyz`; 0 takes a free one. The API answers both on its own port.',
      }),
    },
  });

export const schedulerHealth = health('scheduler', 7401);
export const workerHealth = health('worker', 7402);

export const logLevels = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const;

export const telemetry = section({
  title: 'Telemetry',
  readBy: 'api, scheduler, worker',
  settings: {
    logLevel: choice(logLevels, {
      env: 'MAESTRO_LOG_LEVEL',
      default: 'info',
      description: 'Least level that is written. Logs are JSON lines on standard output.',
    }),
    metricsHost: text({
      env: 'MAESTRO_METRICS_HOST',
      default: '127.0.0.1',
      description: 'Address of `/metrics`.',
    }),
    metricsPort: integer({
      env: 'MAESTRO_METRICS_PORT',
      min: 0,
      max: 65_535,
      default: 9464,
      description: 'Port of `/metrics`, in the format of Prometheus; 0 or a port already taken: a free one.',
    }),
    tracing: choice(['auto', 'off', 'otlp'], {
      env: 'MAESTRO_TRACING',
      default: 'auto',
      description:
        '`auto` sends traces where OTEL_EXPORTER_OTLP_ENDPOINT is set; `otlp` always; `off` never.',
    }),
    otlpEndpoint: url({
      env: 'OTEL_EXPORTER_OTLP_ENDPOINT',
      schemes: ['http', 'https'],
      optional: true,
      description:
        'Base address of an OTLP/HTTP collector. Further OTEL_* variables keep their standard meaning.',
    }),
    serviceName: text({
      env: 'OTEL_SERVICE_NAME',
      optional: true,
      description: 'Name of the service in traces and metrics, where `maestro-api` and so on will not do.',
    }),
  },
});

export const faults = section({
  title: 'Faults on purpose',
  readBy: 'api, scheduler, worker, under test',
  settings: {
    plan: faultPlan({
      env: 'MAESTRO_FAULTS',
      description:
        'For tests only: lets statements of the engine and messages of the queue go wrong, as in `seed=1;db=0.02;queue=0.1`.',
    }),
    mode: text({
      env: 'NODE_ENV',
      optional: true,
      description: '`production` where it serves anybody. Only under `test` is MAESTRO_FAULTS obeyed.',
    }),
  },
  rules: [
    {
      variable: 'MAESTRO_FAULTS',
      message: 'makes the services fail on purpose; it is refused unless NODE_ENV is test',
      holds: ({ plan, mode }) => plan === undefined || mode === 'test',
    },
  ],
});

export const commandLine = section({
  title: 'Command line',
  readBy: 'maestro, the command line',
  settings: {
    url: url({
      env: 'MAESTRO_URL',
      schemes: ['http', 'https'],
      optional: true,
      description: 'Address of the API; the local stack where it is not set.',
    }),
    apiKey: text({
      env: 'MAESTRO_API_KEY',
      optional: true,
      secret: true,
      description: 'Key that the command line presents.',
    }),
  },
});
