import type { Cursor } from '../document/tree';
import { hasExpression } from '../expression/template';
import { limits } from '../limits';
import { named, textOf, type Part } from './draft';
import { readApproval, readSignal } from './read-ask';
import type { NodeFields } from './node-fields';
import { readOver } from './read-over';
import { readWait } from './read-wait';
import type { Reader } from './reader';
import { shapes, words, type WrittenKind } from './vocabulary';

/** Reads what only nodes of this kind have. */
export function readPart(reader: Reader, given: NodeFields, kind: WrittenKind): Part {
  switch (kind) {
    case 'task':
      return { kind };
    case 'subflow':
      return readSubflow(reader, given);
    case 'decision':
      return readDecision(reader, given);
    case 'map':
      return {
        kind,
        over: readOver(reader, given.over),
        max_parallel: reader.integer(given.max_parallel, { min: 1, max: limits.parallel }) ?? 100,
        on_item_failure: reader.choice(given.on_item_failure, words.onItemFailure) ?? 'fail',
        body: given.body ?? null,
        scope: null,
      };
    case 'loop':
      return {
        kind,
        until: given.until ?? null,
        max_rounds: reader.integer(given.max_rounds, { min: 1, max: limits.rounds }) ?? 100,
        body: given.body ?? null,
        scope: null,
      };
    case 'wait':
      return readWait(reader, given);
    case 'signal':
      return readSignal(reader, given);
    case 'approval':
      return readApproval(reader, given);
  }
}

function readSubflow(reader: Reader, { ref, with: given }: NodeFields): Part {
  const [, version = 'latest'] = (textOf(ref) ?? '').split('@');
  if (given && given.tree.type !== 'fields' && !hasExpression(textOf(given) ?? ''))
    reader.wrongType(given, 'an object (the inputs of the subflow)');
  return { kind: 'subflow', version: version === 'latest' ? null : Number(version) };
}

function readDecision(reader: Reader, given: NodeFields): Part {
  const items = (given.cases && reader.list(given.cases)) ?? [];
  if (given.cases?.tree.type === 'list' && items.length === 0)
    reader.outOfRange(given.cases, 'a decision needs at least one case');
  if (given.cases && items.length > limits.cases) {
    const message = `a decision may have at most ${limits.cases} cases, this one has ${items.length}`;
    reader.fault(given.cases, { mst: 'MST1207', message });
  }
  return {
    kind: 'decision',
    cases: items.slice(0, limits.cases).map((item) => readCase(reader, item)),
    default: named(given.default, reader.string(given.default)),
  };
}

function readCase(reader: Reader, cursor: Cursor): Extract<Part, { kind: 'decision' }>['cases'][number] {
  const given = reader.object(cursor, shapes.case) ?? {};
  return { when: given.when ?? null, to: named(given.to, reader.string(given.to)) };
}
