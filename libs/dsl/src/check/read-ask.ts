import type { Cursor } from '../document/tree';
import { limits } from '../limits';
import { named, type Named, type Part } from './draft';
import { readKey } from './read-key';
import type { NodeFields } from './node-fields';
import type { Reader } from './reader';
import { lengths, nameForms, shapes, words } from './vocabulary';

/** A signal: its name and how long it is waited for. */
export function readSignal(reader: Reader, { with: cursor }: NodeFields): Part {
  const given = (cursor && reader.object(cursor, shapes.signal)) ?? {};
  const on_timeout = reader.choice(given.on_timeout, words.onSignalTimeout) ?? 'fail';
  return { kind: 'signal', name: readKey(reader, given.name), ...readTimeout(reader, given), on_timeout };
}

/** An approval: what is asked, who may answer, how many must, and what their silence means. */
export function readApproval(reader: Reader, { with: cursor, covers }: NodeFields): Part {
  const given = (cursor && reader.object(cursor, shapes.approval)) ?? {};
  const approvers = readApprovers(reader, given.approvers);
  const quorum = reader.integer(given.quorum, { min: 1, max: limits.quorum }) ?? 1;
  // A role may be many people; keys and users are one each.
  if (given.quorum && approvers.length < quorum && !approvers.some((one) => one.startsWith('role:')))
    reader.outOfRange(given.quorum, `${quorum} must agree, and there are ${approvers.length} approvers`);
  return {
    kind: 'approval',
    message: reader.text(given.message, lengths.message) === null ? null : (given.message ?? null),
    approvers,
    quorum,
    ...readTimeout(reader, given),
    on_timeout: reader.choice(given.on_timeout, words.onApprovalTimeout) ?? 'reject',
    covers: readCovers(reader, covers),
  };
}

/** `on_timeout` alone would never have an effect. */
function readTimeout(
  reader: Reader,
  given: { timeout?: Cursor; on_timeout?: Cursor },
): { timeout_ms: number | null } {
  if (given.on_timeout && !given.timeout)
    reader.fault(given.on_timeout, {
      mst: 'MST1102',
      message: '"on_timeout" needs the field "timeout" beside it',
      ...(given.on_timeout.keyRange ? { range: given.on_timeout.keyRange } : {}),
    });
  return { timeout_ms: reader.duration(given.timeout) };
}

function readApprovers(reader: Reader, cursor: Cursor | undefined): string[] {
  const items = (cursor && reader.list(cursor)) ?? [];
  if (cursor?.tree.type === 'list' && items.length === 0)
    reader.outOfRange(cursor, 'an approval needs at least one approver');
  if (cursor && items.length > limits.approvers) {
    const message = `an approval may have at most ${limits.approvers} approvers, this one has ${items.length}`;
    reader.fault(cursor, { mst: 'MST1207', message });
    return [];
  }
  return [...new Set(items.flatMap((item) => reader.name(item, nameForms.approver) ?? []))];
}

function readCovers(reader: Reader, cursor: Cursor | undefined): Named[] {
  const items = (cursor && reader.list(cursor)) ?? [];
  return items.flatMap((item) => named(item, reader.string(item)) ?? []);
}
