import type { Cursor } from '../document/tree';
import { limits } from '../limits';
import { addCollector } from './add-collector';
import { addCaseEdges } from './case-edges';
import { named, type Draft, type DraftEdge, type DraftNode, type DraftScope } from './draft';
import type { Defaults } from './read-defaults';
import { readCompensation, readOnFailure } from './read-handler';
import { readNode } from './read-node';
import type { FieldsOf, Reader } from './reader';
import { shapes, words } from './vocabulary';

type Graphs = Pick<Draft, 'nodes' | 'edges' | 'scopes' | 'on_failure'>;
type Written = FieldsOf<'nodes' | 'edges'>;

interface Around {
  defaults: Defaults;
  onFailure?: Cursor | undefined;
}

/**
 * Reads the graph of the top level and those of all bodies, level by level and without recursion, so that every
 * node gets the index it has in the plan. Compensations and `on_failure` come last.
 */
export function readGraph(reader: Reader, top: Written, { defaults, onFailure }: Around): Graphs {
  const graphs: Graphs = { nodes: [], edges: [], scopes: [], on_failure: null };
  const room = { nodes: limits.nodes, edges: limits.edges };
  const bodies: { owner: number; cursor: Cursor; depth: number }[] = [];

  const readScope = (given: Written, owner: number | null, depth: number) => {
    const scope = readOneGraph(reader, given, { graphs, room, owner, defaults });
    for (let n = scope.nodes.first; n < graphs.nodes.length; n += 1) {
      const body = bodyOf(graphs.nodes[n]);
      if (body) bodies.push({ owner: n, cursor: body, depth: depth + 1 });
    }
  };
  readScope(top, null, 0);
  // The list grows while it is walked.
  for (const { owner, cursor, depth } of bodies) {
    const given = depth <= limits.bodies ? reader.object(cursor, shapes.body) : tooDeep(reader, cursor);
    if (!given) continue;
    const part = graphs.nodes[owner]?.part;
    if (part?.kind === 'map' || part?.kind === 'loop') part.scope = graphs.scopes.length;
    readScope(given, owner, depth);
  }
  for (let n = 0, count = graphs.nodes.length; n < count; n += 1) {
    const compensation = readCompensation(reader, graphs.nodes, { undone: n, defaults });
    if (compensation && takeRoom(reader, room, compensation.cursor)) graphs.nodes.push(compensation);
  }
  const last = onFailure && readOnFailure(reader, onFailure, defaults);
  if (last && takeRoom(reader, room, last.cursor)) graphs.on_failure = graphs.nodes.push(last) - 1;
  return graphs;
}

function tooDeep(reader: Reader, cursor: Cursor): null {
  const message = `bodies may stand at most ${limits.bodies} deep inside each other`;
  const range = cursor.keyRange ?? cursor.tree.range;
  return reader.fault(cursor, { mst: 'MST1212', message, range });
}

interface Room {
  nodes: number;
  edges: number;
}

interface Into {
  graphs: Graphs;
  room: Room;
  owner: number | null;
  defaults: Defaults;
}

/** Appends one graph, with the edges of its cases and, in a body, the node that gathers its results. */
function readOneGraph(reader: Reader, given: Written, { graphs, room, owner, defaults }: Into): DraftScope {
  const written = readItems(reader, given.nodes, { room, what: 'nodes' });
  const arrows = readItems(reader, given.edges, { room, what: 'edges' });
  if (given.nodes?.tree.type === 'list' && given.nodes.tree.items.length === 0)
    reader.fault(given.nodes, { mst: 'MST1201', message: 'the graph has no node' });
  const nodes = written.map((cursor) => readNode(reader, cursor, defaults));
  const edges = arrows.map((cursor) => readEdge(reader, cursor));
  for (const { cursor } of addCaseEdges(reader, nodes, edges)) takeEdge(reader, room, cursor);
  const ownerNode = owner === null ? undefined : graphs.nodes[owner];
  if (ownerNode) addCollector(ownerNode, nodes, edges);
  const scope: DraftScope = {
    owner,
    parent: ownerNode?.scope ?? null,
    nodes: { first: graphs.nodes.length, width: nodes.length },
    edges: { first: graphs.edges.length, width: edges.length },
  };
  const index = graphs.scopes.push(scope) - 1;
  for (const node of nodes) graphs.nodes.push({ ...node, scope: index });
  for (const edge of edges) graphs.edges.push(edge);
  return scope;
}

/** The items of a list; none where there are too many, so that nothing more is spent on them. */
function readItems(
  reader: Reader,
  cursor: Cursor | undefined,
  { room, what }: { room: Room; what: 'nodes' | 'edges' },
): Cursor[] {
  const items = (cursor && reader.list(cursor)) ?? [];
  if (items.length <= room[what]) {
    room[what] -= items.length;
    return items;
  }
  const first = items[room[what]];
  const given = limits[what] - room[what] + items.length;
  if (first) reader.fault(first, { mst: 'MST1207', message: tooMany(what, given) });
  return [];
}

function takeRoom(reader: Reader, room: Room, cursor: Cursor): boolean {
  room.nodes -= 1;
  if (room.nodes === -1)
    reader.fault(cursor, { mst: 'MST1207', message: tooMany('nodes', limits.nodes + 1) });
  return room.nodes >= 0;
}

function takeEdge(reader: Reader, room: Room, cursor: Cursor): void {
  room.edges -= 1;
  if (room.edges === -1)
    reader.fault(cursor, { mst: 'MST1207', message: tooMany('edges', limits.edges + 1) });
}

function tooMany(what: 'nodes' | 'edges', given: number): string {
  return `a template may have at most ${limits[what]} ${what}, this one has ${given}`;
}

function bodyOf(node: DraftNode | undefined): Cursor | null {
  const part = node?.part;
  return part?.kind === 'map' || part?.kind === 'loop' ? part.body : null;
}

function readEdge(reader: Reader, cursor: Cursor): DraftEdge {
  const given = reader.object(cursor, shapes.edge) ?? {};
  return {
    cursor,
    from: named(given.from, reader.string(given.from)),
    to: named(given.to, reader.string(given.to)),
    on: reader.choice(given.on, words.edgeOn) ?? 'success',
    when: given.when ?? null,
    case: false,
    gathers: false,
  };
}
