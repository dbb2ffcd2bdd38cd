import { publishTestStack } from '../test-stack';
import { keepHost } from './held-host';
import { startStackHost } from './host-process';

/** Jest runs this once before the suites of `*.itest.ts` and `*.e2e.ts`. */
export default async function setUp(): Promise<void> {
  const host = await startStackHost();
  keepHost(host);
  publishTestStack(host.stack);
}
