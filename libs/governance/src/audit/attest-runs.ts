import { canonicalJson } from '@maestro/dsl';
import {
  parseStatement,
  RUN_PREDICATE,
  signEnvelope,
  STATEMENT_PAYLOAD,
  subjectsOf,
} from '@maestro/evidence';
import { formatId, newId, statement, type EngineDatabase } from '@maestro/persistence';
import { BoundedMap } from '../bounded-map';
import { stateRun, type RunFacts, type StatedNode } from './run-statement';
import type { SealingTerm } from './sealer';
import type { Signer } from './signer';

const lockStatement = statement('attest_lock');
const endedStatement = statement('ended_runs');
const factsStatement = statement('attest_facts');
const nodesStatement = statement('attest_nodes');
const writeStatement = statement('attest_write');

/** Runs of one round, and events that are looked through for them. */
const RUNS = 200;
const EVENTS = 20_000;
const PLANS = 500;

export interface AttestOptions {
  database: EngineDatabase;
  lease: string;
  signer: Signer;
}

export interface RunAttester {
  /**
   * States, of the next runs whose end was sealed, what they were. It follows the chain at a distance: no transition waits for
   * it, and what it has not come to yet it finds again by the order of transactions.
   *
   * @returns how far there was something to look at: 0 where there was nothing
   */
  round(term: SealingTerm): Promise<number>;
}

export function createRunAttester(options: AttestOptions): RunAttester {
  const outlines = new BoundedMap<string, Promise<StatedNode[]>>(PLANS);
  const nodesOf = ({ tenant_id: tenant, template_id: template, template_version: version }: RunFacts) => {
    const key = `${tenant}/${template}/${version}`;
    const known = outlines.get(key);
    if (known) return known;
    const read = options.database.query<StatedNode>(nodesStatement, [tenant, template, version]);
    outlines.set(key, read);
    read.catch(() => outlines.delete(key));
    return read;
  };
  return { round: (term) => attestRound(options, { term, nodesOf }) };
}

interface Round {
  term: SealingTerm;
  nodesOf(run: RunFacts): Promise<StatedNode[]>;
}

async function attestRound(
  { database, lease, signer }: AttestOptions,
  { term, nodesOf }: Round,
): Promise<number> {
  const turn = [lease, term.holder, term.number];
  const [cursor] = await database.query<{ attested: string; sealed: string }>(lockStatement, turn);
  if (!cursor || BigInt(cursor.attested) >= BigInt(cursor.sealed)) return 0;
  const { attested, sealed } = cursor;
  const [ended] = await database.query<{ upto: string; tenants: string[]; runs: string[] }>(endedStatement, [
    ...[attested, sealed, RUNS, EVENTS],
  ]);
  if (!ended) return 0;
  const { upto, tenants, runs } = ended;
  const named = runs.map((run) => formatId('run', run));
  const facts = await database.query<RunFacts>(factsStatement, [tenants, runs, named]);
  const made = await Promise.all(facts.map(async (run) => signed(signer, stateRun(run, await nodesOf(run)))));
  await database.query(writeStatement, [
    facts.map((run) => run.tenant_id),
    facts.map(() => newId()),
    facts.map((run) => run.run_id),
    RUN_PREDICATE,
    made.map(({ subjects }) => JSON.stringify(subjects)),
    signer.keyId,
    made.map(({ envelope }) => envelope),
    upto,
    ...turn,
    attested,
  ]);
  return Math.max(1, facts.length);
}

function signed(
  { key }: Signer,
  stated: Parameters<typeof canonicalJson>[0],
): { subjects: string[]; envelope: string } {
  const payload = Buffer.from(canonicalJson(stated), 'utf8');
  const envelope = JSON.stringify(signEnvelope(key, STATEMENT_PAYLOAD, payload));
  return { subjects: subjectsOf(parseStatement(STATEMENT_PAYLOAD, payload)), envelope };
}
