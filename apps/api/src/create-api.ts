import 'reflect-metadata';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { createHttpServer, nestLogger, Readiness, type ServiceLogger } from '@maestro/nest-kit';
import { ApiModule } from './api.module';
import type { Connections } from './connections';
import { describeApi } from './openapi/describe-api';
import { OpenStreams } from './runs/open-streams';

export interface Api {
  app: NestFastifyApplication;
  readiness: Readiness;
  /** Ends streams and what is under way, then stops listening. Leaves the connections to who opened them. */
  close(): Promise<void>;
}

/** The API on connections that are open already. It does not listen yet. */
export async function createApi(connections: Connections, logger: ServiceLogger): Promise<Api> {
  const readiness = new Readiness([
    { name: 'postgres', critical: true, check: () => connections.tenants.ping() },
    { name: 'redis', critical: false, check: () => answers(connections.monitor.ping()) },
  ]);
  let description: string | undefined;
  const module = ApiModule.forRoot({
    connections,
    logger,
    readiness,
    description: () => (description ??= JSON.stringify(describeApi(app))),
  });
  const app: NestFastifyApplication = await NestFactory.create<NestFastifyApplication>(
    module,
    new FastifyAdapter(createHttpServer()),
    // Nest's own body parsers would decide what a body is before anybody knows who sent it.
    { bodyParser: false, abortOnError: false, logger: nestLogger(logger) },
  );
  await app.init();
  return {
    app,
    readiness,
    close: async () => {
      readiness.drain();
      app.get(OpenStreams).closeAll();
      await app.close();
    },
  };
}

async function answers(promise: Promise<boolean>): Promise<void> {
  if (!(await promise)) throw new Error('no answer');
}
