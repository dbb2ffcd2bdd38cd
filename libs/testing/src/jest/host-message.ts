import type { TestStack } from '../test-stack';

/** What the stack's process reports, once. */
export type HostMessage = { stack: TestStack } | { failure: string };
