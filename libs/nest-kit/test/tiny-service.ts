import { createLogger } from '@maestro/telemetry';
import { BootFault, Readiness, runService, startHealthServer } from '../src';

/** A service of nothing but health, for the tests of its life. Its first argument says how it behaves. */
const behaviour = process.argv[2];
const logger = createLogger({ service: 'tiny', level: 'error' });

void runService({
  service: 'tiny',
  logger,
  stopWithinMs: 300,
  start: async () => {
    if (behaviour === 'refuses') throw new BootFault(['the schema is missing', 'the role owns tables']);
    if (behaviour === 'breaks') throw new TypeError('a fault of ours');
    const readiness = new Readiness([]);
    const { url, close } = await startHealthServer({ host: '127.0.0.1', port: 0, readiness, logger });
    if (behaviour === 'throws') setTimeout(() => Promise.reject(new Error('nobody caught me')), 10);
    const stop = behaviour === 'hangs' ? () => new Promise<void>(() => undefined) : close;
    return { url, stop };
  },
});
