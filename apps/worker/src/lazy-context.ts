import type { Usage } from '@maestro/dsl';
import type {
  DatasetSink,
  HandlerContext,
  ModelDoor,
  PricedCollectionDoor,
  ToolDoor,
} from '@maestro/handlers';
import type { Masker } from '@maestro/secrets/mask';
import type { AttemptMeans } from './collections/collection-door';
import type { HeldAttempt } from './held-attempts';
import type { AttemptContext } from './performer';

type Voice = Pick<HandlerContext, 'heartbeat' | 'progress' | 'log' | 'say'>;

/** What is certain of an attempt before its handler is called. */
export type AttemptFacts = Pick<
  AttemptContext,
  'idempotencyKey' | 'masker' | 'egress' | 'reach' | 'permit'
> & {
  attempt: HeldAttempt;
};

/** What makes the rest, when it is first asked for. */
export interface DoorMaker {
  voice(attempt: HeldAttempt, masker: Masker): Voice;
  bill(attempt: HeldAttempt, usage: Usage): void;
  datasets(tenantId: string, masker: Masker): DatasetSink;
  models(attempt: HeldAttempt): ModelDoor;
  collections(attempt: HeldAttempt, means: AttemptMeans): PricedCollectionDoor;
  tools(facts: AttemptFacts): ToolDoor;
}

/** What an attempt is given. Most handlers use one door or none: made for each attempt, all of them cost more than many a task. */
export class LazyContext implements AttemptContext {
  readonly tenantId: string;
  readonly runId: string;
  readonly task: number;
  readonly nodeId: string;
  readonly attempt: number;
  readonly signal: AbortSignal;
  readonly idempotencyKey: string;
  readonly masker: Masker;
  readonly egress: AttemptContext['egress'];
  readonly reach: AttemptContext['reach'];
  readonly permit: AttemptContext['permit'];
  private madeVoice: Voice | undefined;
  private madeDatasets: DatasetSink | undefined;
  private madeModels: ModelDoor | undefined;
  private madeCollections: PricedCollectionDoor | undefined;
  private madeTools: ToolDoor | undefined;

  constructor(
    private readonly facts: AttemptFacts,
    private readonly make: DoorMaker,
  ) {
    const { run, n, node, attempt } = facts.attempt.task;
    this.tenantId = run.ref.tenantId;
    this.runId = run.ref.runId;
    this.task = n;
    this.nodeId = run.plan.nodes[node]?.id ?? '';
    this.attempt = attempt;
    this.signal = facts.attempt.signal;
    this.idempotencyKey = facts.idempotencyKey;
    this.masker = facts.masker;
    this.egress = facts.egress;
    this.reach = facts.reach;
    this.permit = facts.permit;
  }

  get heartbeat(): Voice['heartbeat'] {
    return this.voice.heartbeat;
  }

  get progress(): Voice['progress'] {
    return this.voice.progress;
  }

  get log(): Voice['log'] {
    return this.voice.log;
  }

  get say(): Voice['say'] {
    return this.voice.say;
  }

  get bill(): (usage: Usage) => void {
    return (usage) => this.make.bill(this.facts.attempt, usage);
  }

  get datasets(): DatasetSink {
    return (this.madeDatasets ??= this.make.datasets(this.tenantId, this.masker));
  }

  get models(): ModelDoor {
    return (this.madeModels ??= this.make.models(this.facts.attempt));
  }

  get collections(): PricedCollectionDoor {
    return (this.madeCollections ??= this.make.collections(this.facts.attempt, this));
  }

  get tools(): ToolDoor {
    return (this.madeTools ??= this.make.tools(this.facts));
  }

  private get voice(): Voice {
    return (this.madeVoice ??= this.make.voice(this.facts.attempt, this.masker));
  }
}
