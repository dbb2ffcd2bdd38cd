import { entriesOf, type Cursor } from '../document/tree';
import { limits } from '../limits';
import { setMember } from '../members';
import type { Draft } from './draft';
import type { Reader } from './reader';
import { lengths, nameForms, shapes, words } from './vocabulary';

export function readMetadata(
  reader: Reader,
  cursor: Cursor | undefined,
): Pick<Draft, 'name' | 'metadata'> | null {
  const given = cursor && reader.object(cursor, shapes.metadata);
  if (!given) return null;
  return {
    name: reader.name(given.name, nameForms.template),
    metadata: {
      description: reader.text(given.description, lengths.description),
      owner: reader.text(given.owner, lengths.owner),
      tag: reader.choice(given.tag, words.tag),
      labels: readLabels(reader, given.labels),
      pipeline_kind: reader.name(given.pipeline_kind, nameForms.pipelineKind),
      capabilities: readCapabilities(reader, given.capabilities),
      cost_estimate: reader.name(given.cost_estimate, nameForms.cost),
      purpose: reader.text(given.purpose, lengths.purpose),
      authority: reader.text(given.authority, lengths.authority),
      licence: reader.text(given.licence, lengths.licence),
    },
  };
}

export function readLabels(reader: Reader, cursor: Cursor | undefined): Record<string, string> {
  const labels: Record<string, string> = {};
  if (!cursor) return labels;
  if (cursor.tree.type !== 'fields') {
    reader.wrongType(cursor, 'an object');
    return labels;
  }
  const entries = entriesOf(cursor);
  if (entries.length > limits.labels)
    reader.fault(cursor, { mst: 'MST1207', message: `more than ${limits.labels} labels` });
  reader.keys(cursor, nameForms.label);
  for (const entry of entries) {
    const value = reader.text(entry, lengths.label);
    if (value !== null) setMember(labels, String(entry.path?.key), value);
  }
  return labels;
}

/** Classes of data, for policy. */
export function readDataLabels(reader: Reader, cursor: Cursor | undefined): { data_labels?: string[] } {
  const items = cursor ? (reader.list(cursor) ?? []) : [];
  if (cursor && items.length > limits.labels)
    return reader.fault(cursor, { mst: 'MST1207', message: `more than ${limits.labels} data labels` }) ?? {};
  const labels = items.flatMap((item) => reader.name(item, nameForms.dataLabel) ?? []);
  return labels.length > 0 ? { data_labels: [...new Set(labels)] } : {};
}

function readCapabilities(reader: Reader, cursor: Cursor | undefined): string[] {
  if (!cursor) return [];
  const items = reader.list(cursor) ?? [];
  if (items.length > limits.capabilities) {
    reader.fault(cursor, { mst: 'MST1207', message: `more than ${limits.capabilities} capabilities` });
    return [];
  }
  return items.flatMap((item) => reader.text(item, lengths.capability) ?? []);
}
