import { noMask, type Masker } from '@maestro/secrets/mask';
import { createEgress, type Egress } from '@maestro/egress';
import type { DatasetRecord, HandlerContext, ToolDoor } from '../src/contract';

export interface TestContext extends HandlerContext {
  /** Every call of `datasets.upsert`. */
  readonly upserts: { dataset: string; idempotencyKey: string; records: DatasetRecord[] }[];
}

/** A context as a worker makes one, without a database behind it. */
export function createContext(
  options: { signal?: AbortSignal; egress?: Egress; masker?: Masker; tools?: ToolDoor } = {},
): TestContext {
  const upserts: TestContext['upserts'] = [];
  return {
    tenantId: '01890f3c-0000-7000-8000-000000000001',
    runId: '01890f3c-0000-7000-8000-000000000002',
    task: 3,
    nodeId: 'node',
    attempt: 1,
    idempotencyKey: 'task_01h000000000000000000000_3',
    signal: options.signal ?? new AbortController().signal,
    heartbeat: () => undefined,
    progress: () => undefined,
    log: () => undefined,
    masker: options.masker ?? noMask,
    bill: () => undefined,
    egress: options.egress ?? createEgress({ allow: [] }),
    tools: options.tools ?? { describe: () => Promise.resolve([]) },
    upserts,
    datasets: {
      upsert(request) {
        upserts.push(request);
        return Promise.resolve({ new: request.records.length, changed: 0, unchanged: 0 });
      },
    },
  };
}
