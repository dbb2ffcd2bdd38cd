import {
  findOrchestra,
  findRunHead,
  formatId,
  parseId,
  type FeedRow,
  type TenantTx,
} from '@maestro/persistence';
import { MaestroError } from '@maestro/problems';

/** What a stream is about: all that happens to one run; or how runs come, change and end, of one orchestra or all. */
export type Topic = { kind: 'run' | 'orchestra'; id: string } | { kind: 'runs' };

const MAX_TOPICS = 50;

/** What is told of runs where not each step is asked for. */
const runEvents: ReadonlySet<string> = new Set(['run.created', 'run.finished', 'run.control', 'run.labels']);

export const topicsExpected = `up to ${MAX_TOPICS} of run:run_…, orchestra:orc_… and runs:all, separated by commas`;

/** Null where the text is no list of topics. */
export function parseTopics(text: string): Topic[] | null {
  const given = text.split(',');
  if (given.length > MAX_TOPICS || new Set(given).size !== given.length) return null;
  const topics = given.map(parseTopic);
  return topics.every((topic) => topic !== null) ? topics : null;
}

function parseTopic(text: string): Topic | null {
  if (text === 'runs:all') return { kind: 'runs' };
  const [kind, shown] = [text.slice(0, text.indexOf(':')), text.slice(text.indexOf(':') + 1)];
  if (kind !== 'run' && kind !== 'orchestra') return null;
  const id = parseId(kind === 'run' ? 'run' : 'orc', shown);
  return id === null ? null : { kind, id };
}

/** @throws MaestroError `not-found` where one of them is about nothing of this tenant */
export async function requireTopics(tx: TenantTx, topics: readonly Topic[]): Promise<void> {
  for (const topic of topics) {
    if (topic.kind === 'runs') continue;
    const found = topic.kind === 'run' ? await findRunHead(tx, topic.id) : await findOrchestra(tx, topic.id);
    if (!found) throw new MaestroError('not-found', `There is no such ${topic.kind}.`);
  }
}

/** The topics that an event belongs to, as the client wrote them. */
export function topicsOf(event: FeedRow, topics: readonly Topic[]): string[] {
  const { runId, orchestraId, type } = event;
  return topics.flatMap((topic) => {
    if (topic.kind === 'run') return topic.id === runId ? [`run:${formatId('run', runId)}`] : [];
    if (!runEvents.has(type)) return [];
    if (topic.kind === 'runs') return ['runs:all'];
    return topic.id === orchestraId ? [`orchestra:${formatId('orc', topic.id)}`] : [];
  });
}
