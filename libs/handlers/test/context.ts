import type { JsonObject } from '@maestro/dsl';
import { MaestroError } from '@maestro/problems';
import { noMask, type Masker } from '@maestro/secrets/mask';
import { createEgress, type Egress } from '@maestro/egress';
import type { DatasetRecord, HandlerContext, ToolDoor } from '../src/contract';
import type { PricedCollectionDoor } from '../src/collection-door';
import type { ModelDoor } from '../src/model-door';

export interface TestContext extends HandlerContext {
  readonly collections: PricedCollectionDoor;
  /** Every call of `datasets.upsert`. */
  readonly upserts: { dataset: string; idempotencyKey: string; records: DatasetRecord[] }[];
}

const noModels: ModelDoor = {
  providers: () => Promise.resolve([]),
  key: () => Promise.resolve(null),
  took: () => Promise.resolve(),
  reserveAgain: () => Promise.resolve(),
};

const nowhere = () => Promise.reject(new MaestroError('not-found', 'There is no such collection.'));
const noCollections: PricedCollectionDoor = {
  query: nowhere,
  ingest: nowhere,
  queryCost: nowhere,
  ingestCost: nowhere,
};

/** A context as a worker makes one, without a database behind it. */
export function createContext(
  options: {
    signal?: AbortSignal;
    egress?: Egress;
    masker?: Masker;
    tools?: ToolDoor;
    /** What each dataset holds, by its name; two records a page. */
    datasets?: Readonly<Record<string, readonly JsonObject[]>>;
    progress?: (fraction: number) => void;
    models?: ModelDoor;
    collections?: PricedCollectionDoor;
    bill?: HandlerContext['bill'];
    say?: HandlerContext['say'];
    attempt?: number;
  } = {},
): TestContext {
  const upserts: TestContext['upserts'] = [];
  return {
    tenantId: '01890f3c-0000-7000-8000-000000000001',
    runId: '01890f3c-0000-7000-8000-000000000002',
    task: 3,
    nodeId: 'node',
    attempt: options.attempt ?? 1,
    idempotencyKey: 'task_01h000000000000000000000_3',
    signal: options.signal ?? new AbortController().signal,
    heartbeat: () => undefined,
    progress: options.progress ?? (() => undefined),
    log: () => undefined,
    masker: options.masker ?? noMask,
    bill: options.bill ?? (() => undefined),
    say: options.say ?? (() => undefined),
    models: options.models ?? noModels,
    collections: options.collections ?? noCollections,
    egress: options.egress ?? createEgress({ allow: [] }),
    tools: options.tools ?? {
      describe: () => Promise.resolve([]),
      call: () => Promise.reject(new Error('no tools')),
    },
    upserts,
    datasets: {
      upsert(request) {
        upserts.push(request);
        return Promise.resolve({ new: request.records.length, changed: 0, unchanged: 0 });
      },
      read({ dataset, after }) {
        const records = options.datasets?.[dataset];
        if (!records) return Promise.reject(new MaestroError('not-found', 'There is no such dataset.'));
        const start = after === null ? 0 : Number(after) + 1;
        const end = start + 2;
        const page = records.slice(start, end).map((data, i) => ({ key: String(start + i), data }));
        return Promise.resolve({ records: page, next: end < records.length ? String(end - 1) : null });
      },
    },
  };
}
