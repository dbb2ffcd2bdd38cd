import { statement } from '@maestro/persistence';
import type { Harness } from './harness';

/** What an end decides of one successor: [n, decided, fired, urgent]. */
export type DeltaRow = readonly [n: number, decided: number, fired: number, urgent: number];

/** One attempt that succeeded, as the statement takes it. */
export interface OneEnd {
  tenantId: string;
  runId: string;
  n: number;
  token: string;
  sink: boolean;
  deltas: readonly DeltaRow[];
}

/** Ends a task in a statement of its own, past the batches; returns what the statement tells. */
export function completeOne(harness: Harness, end: OneEnd): Promise<{ kind: string; n: number }[]> {
  const { tenantId, runId, n, token, sink, deltas } = end;
  const own = [
    tenantId,
    runId,
    n,
    token,
    'running',
    'succeeded',
    null,
    null,
    null,
    null,
    null,
    false,
    sink,
    null,
    null,
  ];
  const column = (i: number) => deltas.map((delta) => delta[i]);
  return harness.database.query<{ kind: string; n: number }>(statement('complete_tasks'), [
    ...own.map((value) => [value]),
    deltas.map(() => 1),
    ...[0, 1, 2, 3].map(column),
    deltas.map(() => false),
    [],
    false,
    null,
    '1',
  ]);
}
