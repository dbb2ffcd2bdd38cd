/**
 * The process that owns the servers of one Jest run. It is apart from Jest so that nothing is left behind: when Jest
 * ends, in whatever way, the channel between them closes and the servers are stopped and deleted.
 */
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { eraseEmbeddedStack, startEmbeddedStack } from '@maestro/embedded';
import { repositoryRoot } from '../repository';
import { createTemplate, dropRun } from '../template-database';
import type { HostMessage } from './host-message';

async function host(released: Promise<void>): Promise<void> {
  const stateDir = mkdtempSync(join(tmpdir(), 'maestro-test-'));
  // Open to pass through (the secrets in it are not): as root, Postgres runs as another user.
  chmodSync(stateDir, 0o711);
  try {
    const servers = await startEmbeddedStack({
      stateDir,
      cacheDir: join(repositoryRoot, '.maestro', 'cache'),
      databaseUrl: process.env.MAESTRO_TEST_DATABASE_URL,
      redisUrl: process.env.MAESTRO_TEST_REDIS_URL,
    });
    try {
      const stack = await createTemplate(servers.databaseUrl, servers.redisUrl);
      tell({ stack });
      await released;
      if (servers.origin.postgres === 'external') await dropRun(stack);
    } finally {
      await servers.stop();
    }
  } finally {
    await eraseEmbeddedStack(stateDir);
    rmSync(stateDir, { recursive: true, force: true });
  }
}

function tell(message: HostMessage): void {
  if (process.connected) process.send?.(message);
}

const released = new Promise<void>((resolve) => {
  for (const event of ['disconnect', 'message', 'SIGTERM', 'SIGINT', 'SIGHUP'])
    process.once(event, () => resolve());
});

host(released)
  .catch((error: Error) => {
    tell({ failure: error.stack ?? error.message });
    process.exitCode = 1;
  })
  .finally(() => process.connected && process.disconnect());
