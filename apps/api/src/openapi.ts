import 'reflect-metadata';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { Readiness } from '@maestro/nest-kit';
import { createLogger } from '@maestro/telemetry';
import { ApiModule } from './api.module';
import type { Connections } from './connections';
import { describeApi } from './openapi/describe-api';

const file = join(__dirname, '..', '..', '..', 'docs', 'reference', 'openapi.json');

/** The description as committed: from the routes alone, without a database behind them. */
export async function renderDescription(): Promise<string> {
  const module = ApiModule.forRoot({
    // Nothing is instantiated in a preview, so nothing ever asks for these.
    connections: {} as Connections,
    logger: createLogger({ service: 'api', level: 'silent' }),
    readiness: new Readiness([]),
    description: () => '',
  });
  const app = await NestFactory.create<NestFastifyApplication>(module, new FastifyAdapter(), {
    preview: true,
    logger: false,
    abortOnError: false,
  });
  return `${JSON.stringify(describeApi(app), null, 2)}\n`;
}

/** `node apps/api/dist/openapi.js` writes docs/reference/openapi.json; with `--check` it compares instead. */
async function main(): Promise<void> {
  const text = await renderDescription();
  if (!process.argv.includes('--check')) {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
    return;
  }
  if (readFileSync(file, 'utf8') === text) return;
  process.stderr.write(
    'docs/reference/openapi.json differs from the routes: run node apps/api/dist/openapi.js\n',
  );
  process.exitCode = 1;
}

if (require.main === module) void main();
