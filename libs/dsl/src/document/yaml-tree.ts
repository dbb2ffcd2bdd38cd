import {
  isAlias,
  isCollection,
  isMap,
  isScalar,
  type Node,
  type Pair,
  type Scalar as YamlScalar,
  type YAMLMap,
} from 'yaml';
import { cut } from '../diagnostics/printable';
import type { Report } from '../diagnostics/report';
import { isInteger } from '../json';
import { limits } from '../limits';
import type { Range } from './span';
import type { Field, Path, Tree } from './tree';

export const UNQUOTED = 'an expression must stand in quotes here: "${{ … }}"';

const MERGE = '<<';

interface Size {
  /** Values inside, itself included, with what aliases stand for. */
  values: number;
  /** Levels of collections inside, itself included. */
  depth: number;
}

interface Built extends Size {
  tree: Tree;
}

interface Place {
  path: Path | null;
  /** Levels of collections around. */
  depth: number;
  /** Where a value stands that is not written at all. */
  fallback: number;
}

/** Ends the building: going on would cost what a limit forbids. */
class Refused extends Error {}

/**
 * Turns YAML nodes into a tree. An alias shares the tree of its anchor, so what it costs is counted, not copied:
 * a document may not stand for more values than it could hold by itself. Merge keys (`<<`) are resolved; explicit
 * keys win over merged ones.
 */
export class YamlTreeBuilder {
  private readonly anchors = new Map<string, Built | 'open'>();

  constructor(
    private readonly text: string,
    private readonly report: Report,
  ) {}

  build(root: Node | null): Tree | null {
    try {
      return this.node(root, { path: null, depth: 0, fallback: 0 }).tree;
    } catch (error) {
      if (error instanceof Refused) return null;
      throw error;
    }
  }

  private node(node: Node | null, place: Place): Built {
    const range = rangeOf(node, place.fallback);
    if (node === null) return leaf({ type: 'scalar', value: null, verbatim: null, range });
    if (isAlias(node)) return this.limited(this.alias(node.source, range), range, place);
    const anchor = 'anchor' in node && typeof node.anchor === 'string' ? node.anchor : null;
    if (anchor !== null) this.anchors.set(anchor, 'open');
    if (isCollection(node)) this.limited({ depth: 1, values: node.items.length }, range, place);
    const built = isScalar(node)
      ? leaf(this.scalar(node, range, place.path))
      : this.collection(node, range, place);
    this.limited(built, range, place);
    if (anchor !== null) this.anchors.set(anchor, built);
    return built;
  }

  private limited<T extends Size>(size: T, range: Range, { depth }: Place): T {
    if (depth + size.depth > limits.nesting)
      this.refuse('MST1004', `the document is nested more than ${limits.nesting} levels deep`, range);
    if (size.values > limits.expandedValues)
      this.refuse('MST1005', `aliases make the document larger than ${limits.expandedValues} values`, range);
    return size;
  }

  private refuse(mst: 'MST1004' | 'MST1005', message: string, { start }: Range): never {
    this.report.add({ mst, message, range: { start, end: start + 1 } });
    throw new Refused();
  }

  private alias(name: string, range: Range): Built {
    const built = this.anchors.get(name);
    if (built !== undefined && built !== 'open') return built;
    const message =
      built === 'open'
        ? `the alias *${cut(name)} stands inside its own anchor`
        : `there is no anchor &${cut(name)} before`;
    this.report.add({ mst: 'MST1014', message, range });
    return leaf({ type: 'scalar', value: null, verbatim: null, range });
  }

  private collection(node: Node, range: Range, { path, depth }: Place): Built {
    if (isMap(node)) return this.map(node as YAMLMap<Node, Node | null>, range, { path, depth });
    const items: Tree[] = [];
    const sum = new Sum();
    for (const item of isCollection(node) ? node.items : []) {
      const place = { path: { parent: path, key: items.length }, depth: depth + 1, fallback: range.start };
      const built = this.node(item as Node, place);
      sum.add(built);
      items.push(built.tree);
    }
    return sum.built({ type: 'list', items, range });
  }

  private map(
    node: YAMLMap<Node, Node | null>,
    range: Range,
    { path, depth }: Omit<Place, 'fallback'>,
  ): Built {
    const fields = new Map<string, Field>();
    const merged: Map<string, Field>[] = [];
    const sum = new Sum();
    for (const pair of node.items) {
      const key = this.key(pair, path);
      const keyRange = rangeOf(pair.key, range.start);
      const place = { path: { parent: path, key: key ?? '' }, depth: depth + 1, fallback: keyRange.end };
      const built = this.node(pair.value, place);
      sum.add(built);
      if (key === null) continue;
      if (key === MERGE && isScalar(pair.key) && pair.key.type === 'PLAIN')
        merged.push(...this.merge(built.tree, keyRange, path));
      else this.put(fields, { keyRange, value: built.tree }, { parent: path, key });
    }
    for (const source of merged)
      for (const [key, field] of source) if (!fields.has(key)) fields.set(key, field);
    return sum.built({ type: 'fields', fields, range });
  }

  private put(fields: Map<string, Field>, field: Field, path: Path): void {
    const key = String(path.key);
    const first = fields.get(key);
    if (!first) {
      fields.set(key, field);
      return;
    }
    this.report.add({
      mst: 'MST1003',
      message: `the key "${cut(key)}" appears twice`,
      range: field.keyRange,
      path,
      related: [{ message: 'first given here', range: first.keyRange }],
    });
  }

  private key({ key }: Pair<Node, Node | null>, path: Path | null): string | null {
    if (isScalar(key) && typeof key.value === 'string') return key.value;
    const range = rangeOf(key, 0);
    const braces = isMap(key) && this.text.charAt(range.start - 1) === '{';
    if (braces)
      this.report.add({
        mst: 'MST1011',
        message: UNQUOTED,
        range: { start: range.start - 1, end: range.end + 1 },
        path,
      });
    else
      this.report.add({ mst: 'MST1012', message: 'keys are strings; put this one in quotes', range, path });
    return null;
  }

  private merge(tree: Tree, range: Range, path: Path | null): Map<string, Field>[] {
    const sources = tree.type === 'list' ? tree.items : [tree];
    return sources.flatMap((source) => {
      if (source.type === 'fields') return [source.fields];
      this.report.add({ mst: 'MST1103', message: '<< merges objects only', range, path });
      return [];
    });
  }

  private scalar(node: YamlScalar, range: Range, path: Path | null): Tree {
    return {
      type: 'scalar',
      value: this.plain(node.value, range, path),
      verbatim: this.verbatim(node, range),
      range,
    };
  }

  private plain(value: unknown, range: Range, path: Path | null): string | number | boolean | null {
    if (typeof value === 'string' || typeof value === 'boolean' || value === null) return value;
    const number = Number(value);
    if (typeof value === 'bigint' ? isInteger(number) && BigInt(number) === value : Number.isFinite(number))
      return number === 0 ? 0 : number;
    const written = cut(this.text.slice(range.start, range.end));
    const why = typeof value === 'bigint' ? 'integers end at 2^53' : 'it is not a finite number';
    this.report.add({ mst: 'MST1009', message: `${written} cannot be represented: ${why}`, range, path });
    return 0;
  }

  /** Where the text spells a string exactly, so that places inside the string are places in the text. */
  private verbatim(node: YamlScalar, { start }: Range): number | null {
    if (typeof node.value !== 'string') return null;
    const offset = node.type === 'PLAIN' ? start : start + 1;
    return this.text.startsWith(node.value, offset) ? offset : null;
  }
}

/** The part of a collection that its entries make up. */
class Sum {
  private values = 1;
  private depth = 0;

  add({ values, depth }: Built): void {
    this.values += values;
    this.depth = Math.max(this.depth, depth);
  }

  built(tree: Tree): Built {
    return { tree, values: this.values, depth: this.depth + 1 };
  }
}

function leaf(tree: Tree): Built {
  return { tree, values: 1, depth: 0 };
}

function rangeOf(node: Node | null, fallback: number): Range {
  const range = node?.range;
  return range ? { start: range[0], end: Math.max(range[0], range[1]) } : { start: fallback, end: fallback };
}
