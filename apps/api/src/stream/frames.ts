import { encodeEventCursor, formatId } from '@maestro/persistence';
import { showEvent } from '../runs/event.dto';
import type { OutlinedRow } from './read-part';
import type { StreamEventDto } from './stream.dto';
import type { FeedPart } from './tenant-feed';
import { topicsOf, type Topic } from './topics';

/** Who reads, and of which topics. */
export interface Reader {
  topics: readonly Topic[];
  cluster: string;
}

/** Parts whose text is remembered: those that readers of the same topics, who are equally far, ask for at once. */
const PARTS = 16;

/** Events of a part that belong to the topics, as they are shown. */
export function showPart(reader: Reader, { rows }: Pick<FeedPart, 'rows'>): StreamEventDto[] {
  return rows.flatMap((row) => {
    const topics = topicsOf(row, reader.topics);
    return topics.length === 0 ? [] : [{ ...shown(row, reader.cluster), topics }];
  });
}

/**
 * Events as server-sent events. Each is written once, however many follow it; and so is a whole part for all who follow the same
 * topics and have come equally far.
 */
export class Frames {
  private readonly heads = new WeakMap<OutlinedRow, string>();
  private readonly parts = new Map<string, Buffer>();

  /** The text of a part, empty where nothing of it belongs to the topics. */
  of({ topics, cluster }: Reader, { rows }: Pick<FeedPart, 'rows'>): Buffer {
    const [first, last] = [rows[0], rows.at(-1)];
    if (!first || !last) return EMPTY;
    const key = `${first.xid} ${first.id} ${last.xid} ${last.id} ${topics.map(({ text }) => text).join()}`;
    const known = this.parts.get(key);
    if (known) return known;
    const text = Buffer.from(rows.map((row) => this.frame(row, { topics, cluster })).join(''));
    this.parts.set(key, text);
    if (this.parts.size > PARTS) this.parts.delete(this.parts.keys().next().value as string);
    return text;
  }

  private frame(row: OutlinedRow, { topics, cluster }: Reader): string {
    const own = topicsOf(row, topics);
    if (own.length === 0) return '';
    let head = this.heads.get(row);
    if (head === undefined) {
      const event = JSON.stringify(shown(row, cluster));
      head = `id: ${encodeEventCursor(cluster, row)}\nevent: ${row.type}\ndata: ${event.slice(0, -1)},"topics":`;
      this.heads.set(row, head);
    }
    return `${head}${JSON.stringify(own)}}\n\n`;
  }
}

const EMPTY = Buffer.alloc(0);

function shown(row: OutlinedRow, cluster: string): Omit<StreamEventDto, 'topics'> {
  const event = showEvent({ runId: row.runId, cluster, outline: row.outline }, row);
  return { ...event, orchestra_id: row.orchestraId && formatId('orc', row.orchestraId) };
}
