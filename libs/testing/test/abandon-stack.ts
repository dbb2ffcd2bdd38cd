/** Plays a Jest that starts its stack, tells it to the test, and then is killed. */
import { startStackHost } from '../src/jest/host-process';

startStackHost().then(
  ({ stack }) => process.send?.(stack),
  (error: Error) => process.send?.({ failure: error.message }),
);
