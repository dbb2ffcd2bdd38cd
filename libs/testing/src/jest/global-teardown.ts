import { takeHost } from './held-host';

/** Jest runs this once after the last suite. */
export default async function tearDown(): Promise<void> {
  await takeHost()?.stop();
}
