/** One task, by its key, and the queue it is served by. All that ever travels through Redis. */
export interface TaskRef {
  tenantId: string;
  runId: string;
  n: number;
  queue: string;
}
