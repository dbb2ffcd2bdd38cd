import { formatId, parseId, subjectsThere, type FeedRow, type TenantTx } from '@maestro/persistence';
import { MaestroError } from '@maestro/problems';

/** What a stream is about: all that happens to one run; or how runs come, change and end, of one orchestra or all. */
export type Topic = { text: string } & ({ kind: 'run' | 'orchestra'; id: string } | { kind: 'runs' });

/** What is followed where nothing is said. */
export const everything: readonly Topic[] = [{ kind: 'runs', text: 'runs:all' }];

const MAX_TOPICS = 50;

/** What is told of runs where not each step is asked for. */
const runEvents: ReadonlySet<string> = new Set([
  'run.created',
  'run.finished',
  'run.control',
  'run.labels',
  'slot.deadline_missed',
]);

/** The types of events that some topics may have; null for all. */
export function typesOf(topics: readonly Topic[]): readonly string[] | null {
  return topics.some(({ kind }) => kind === 'run') ? null : [...runEvents];
}

export const topicsExpected = `up to ${MAX_TOPICS} of run:run_…, orchestra:orc_… and runs:all, separated by commas`;

/** Null where the text is no list of topics. */
export function parseTopics(text: string): Topic[] | null {
  const given = text.split(',');
  if (given.length > MAX_TOPICS || new Set(given).size !== given.length) return null;
  const topics = given.map(parseTopic);
  return topics.every((topic) => topic !== null) ? topics : null;
}

function parseTopic(text: string): Topic | null {
  if (text === 'runs:all') return { kind: 'runs', text };
  const [kind, shown] = [text.slice(0, text.indexOf(':')), text.slice(text.indexOf(':') + 1)];
  if (kind !== 'run' && kind !== 'orchestra') return null;
  const prefix = kind === 'run' ? 'run' : 'orc';
  const id = parseId(prefix, shown);
  return id === null ? null : { kind, id, text: `${kind}:${formatId(prefix, id)}` };
}

/** @throws MaestroError `not-found` where one of them is about nothing of this tenant */
export async function requireTopics(tx: TenantTx, topics: readonly Topic[]): Promise<void> {
  const named = topics.filter((topic) => topic.kind !== 'runs');
  if (named.length === 0) return;
  const idsOf = (kind: string) => named.filter((topic) => topic.kind === kind).map(({ id }) => id);
  const there = await subjectsThere(tx, { runs: idsOf('run'), orchestras: idsOf('orchestra') });
  const missing = named.find(({ id }) => !there.has(id));
  if (missing) throw new MaestroError('not-found', `There is no such ${missing.kind}.`);
}

/** The topics that an event belongs to, as the client wrote them. */
export function topicsOf(event: FeedRow, topics: readonly Topic[]): string[] {
  const { runId, orchestraId, type } = event;
  return topics.flatMap((topic) => {
    if (topic.kind === 'run') return topic.id === runId ? [topic.text] : [];
    if (!runEvents.has(type)) return [];
    return topic.kind === 'runs' || topic.id === orchestraId ? [topic.text] : [];
  });
}
