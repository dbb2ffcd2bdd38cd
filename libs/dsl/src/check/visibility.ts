import type { Draft, DraftNode } from './draft';
import type { Graph } from './graph';
import type { NameFault } from './names-in-scope';
import { taskPath } from './names-in-scope';

/** Where an expression stands, for what it may name. */
export interface Place {
  /** Index of its graph in the draft's `scopes`. */
  scope: number;
  /** Whether a node of the same graph is decided before the expression is evaluated. */
  before(task: number): boolean;
  /** For messages: `the node "a"`. */
  what: string;
}

export type Refusal = Pick<NameFault, 'mst' | 'message' | 'help'>;

/** Which nodes and which names of bodies an expression may use, by the place it stands at. */
export class Visibility {
  constructor(
    private readonly draft: Draft,
    private readonly graph: Graph,
  ) {}

  /** Why the expression may not name the node; null where it may. */
  refusal(place: Place, task: number): Refusal | null {
    let seen = task;
    for (let scope = this.scopeOf(seen); !this.encloses(scope, place.scope); scope = this.scopeOf(seen)) {
      const owner = this.draft.scopes[scope]?.owner;
      if (owner == null) break;
      // Of the body of a loop, the last round is meant; the body of a map has no last item.
      if (this.node(owner)?.part?.kind === 'map') return this.insideMap(task, owner);
      seen = owner;
    }
    const scope = this.scopeOf(seen);
    const before = scope === place.scope ? place.before(seen) : this.ownerPrecedes(seen, place.scope, scope);
    if (before) return null;
    return {
      mst: 'MST1305',
      message: `"${this.idOf(task)}" does not come before ${place.what}`,
      help: 'an expression may name only what an edge leads from',
    };
  }

  /** `item`, `index` and `round`, as far as the bodies around give them. */
  names(scope: number): ReadonlySet<string> {
    const names = new Set<string>();
    for (let at: number | null = scope; at !== null; at = this.draft.scopes[at]?.parent ?? null) {
      const owner = this.draft.scopes[at]?.owner;
      const kind = owner == null ? undefined : this.node(owner)?.part?.kind;
      if (kind === 'map') names.add('item').add('index');
      if (kind === 'loop') names.add('index').add('round');
    }
    return names;
  }

  /** Index of the graph of the innermost loop around a graph, itself included; null where there is none. */
  loopAround(scope: number): number | null {
    for (let at: number | null = scope; at !== null; at = this.draft.scopes[at]?.parent ?? null) {
      const owner = this.draft.scopes[at]?.owner;
      if (owner != null && this.node(owner)?.part?.kind === 'loop') return at;
    }
    return null;
  }

  /** Why an expression in the round of a loop may not name the node of the round before; null where it may. */
  previousRefusal(loop: number, task: number): Refusal | null {
    if (this.scopeOf(task) === loop) return null;
    const owner = this.draft.scopes[loop]?.owner ?? -1;
    const message = `"${this.idOf(task)}" does not stand in the body of the loop "${this.idOf(owner)}" itself`;
    return { mst: 'MST1305', message, help: 'previous has the tasks of the round before' };
  }

  /** Whether the node of `scope` that holds the inner graph comes after the task. */
  private ownerPrecedes(task: number, inner: number, scope: number): boolean {
    let here = this.draft.scopes[inner];
    while (here && here.parent !== scope) here = this.draft.scopes[here.parent ?? -1];
    return here?.owner != null && this.graph.precedes(task, here.owner);
  }

  private encloses(outer: number, inner: number): boolean {
    let at: number | null = inner;
    while (at !== null && at !== outer) at = this.draft.scopes[at]?.parent ?? null;
    return at === outer;
  }

  private insideMap(task: number, owner: number): Refusal {
    const map = this.idOf(owner);
    return {
      mst: 'MST1313',
      message: `"${this.idOf(task)}" stands in the body of the map "${map}" and has a value for each item`,
      help: `use ${taskPath(map)}.output, the list of its results`,
    };
  }

  private scopeOf(n: number): number {
    return this.node(n)?.scope ?? 0;
  }

  private node(n: number): DraftNode | undefined {
    return this.draft.nodes[n];
  }

  private idOf(n: number): string {
    return this.node(n)?.id?.text ?? String(n);
  }
}
