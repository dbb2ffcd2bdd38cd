import type { TestStack } from '../test-stack';

export type ServerName = 'postgres' | 'redis';

/** What the process that owns the servers is asked to do. */
export interface ServerRequest {
  id: number;
  action: 'crash' | 'restart';
  server: ServerName;
}

/** What it reports: once the servers, or why there are none; then one line for each request. */
export type ServerReport = { stack: TestStack } | { failure: string } | { done: number; error?: string };
