import { rootNames } from '../expression/scope';
import type { Draft } from './draft';
import type { Owner, SecretsOfOwner } from './expression-check';
import type { Graph } from './graph';
import { Visibility, type Place, type Refusal } from './visibility';

const TOP = 0;

/** Makes, for every expression of a template, the owner that decides what it may name. */
export class Owners {
  private readonly visibility: Visibility;
  /** Index of the graph of each edge. */
  private readonly scopeOfEdge: readonly number[];

  constructor(
    private readonly draft: Draft,
    private readonly graph: Graph,
  ) {
    this.visibility = new Visibility(draft, graph);
    this.scopeOfEdge = draft.scopes.flatMap(({ edges }, s) => new Array<number>(edges.width).fill(s));
  }

  /** What a node says: of what comes before it; a compensation also of what it undoes. */
  ofNode(n: number): Owner {
    if (n === this.draft.on_failure) return this.ofFailure();
    const place = this.placeOf(n);
    const loop = this.draft.nodes[n]?.compensates == null ? this.visibility.loopAround(place.scope) : null;
    const owner = this.at(place);
    if (loop === null) return owner;
    const refusal = (task: number) => this.visibility.previousRefusal(loop, task);
    return { ...owner, roots: [...owner.roots, 'previous'], previous: { refusal, reads: new Set() } };
  }

  /** What a node has used, read once it has ended: of itself and of what comes before it. */
  ofUsage(n: number): Owner {
    const place = this.placeOf(n);
    return this.at({ ...place, before: (task) => task === n || place.before(task) });
  }

  /** The condition of an edge: of its source and what comes before that. */
  ofEdge(e: number): Owner {
    const from = this.graph.edges[e]?.from;
    const edge = this.draft.edges[e];
    return this.at({
      scope: this.scopeOfEdge[e] ?? TOP,
      before: (task) => from === undefined || task === from || this.graph.precedes(task, from),
      what: `the edge ${edge?.from?.text ?? '?'} → ${edge?.to?.text ?? '?'}`,
    });
  }

  /** The `until` of a loop: of every node of its body, and of what the loop may name. */
  ofRound(loop: number): Owner {
    const part = this.draft.nodes[loop]?.part;
    const scope = part?.kind === 'loop' ? part.scope : null;
    // Without a body, which is a fault of its own, only the loop's own place is left.
    if (scope === null) return this.ofNode(loop);
    return this.at({ scope, before: () => true, what: `the end of a round of "${this.idOf(loop)}"` });
  }

  /** Outputs and summary. */
  ofRun(): Owner {
    return this.at({ scope: TOP, before: () => true, what: 'the end of the run' });
  }

  /** The key of a run, which is made before it starts. */
  ofStart(): Owner {
    return { roots: ['inputs', 'env'], refusal: () => null, reads: new Set() };
  }

  /** The same owner where secrets may be named. */
  withSecrets(owner: Owner, secrets: SecretsOfOwner | null | undefined): Owner {
    return secrets ? { ...owner, secrets } : owner;
  }

  /** The same owner for the input of a covered node, which is rendered before the approvals ask. */
  covered(owner: Owner, approvals: readonly number[]): Owner {
    if (approvals.length === 0) return owner;
    return {
      ...owner,
      refusal: (task) => {
        const own = owner.refusal(task);
        if (own) return own;
        const asking = approvals.find((approval) => this.visibility.refusal(this.placeOf(approval), task));
        return asking === undefined ? null : this.tooLate(task, asking);
      },
    };
  }

  private tooLate(task: number, approval: number): Refusal {
    const message = `"${this.idOf(task)}" does not come before "${this.idOf(approval)}", which covers this input`;
    return { mst: 'MST1314', message, help: 'what is approved is rendered before anybody is asked' };
  }

  /** `on_failure`: what has become of the nodes of the top level. */
  private ofFailure(): Owner {
    return {
      roots: rootNames,
      reads: new Set(),
      refusal: (task) =>
        this.draft.nodes[task]?.scope === TOP
          ? null
          : { mst: 'MST1305', message: `"${this.idOf(task)}" does not stand at the top level`, help: 'on_failure may name nodes of the top level' }, // prettier-ignore
    };
  }

  private placeOf(n: number): Place {
    const undone = this.draft.nodes[n]?.compensates ?? null;
    if (undone === null)
      return {
        scope: this.draft.nodes[n]?.scope ?? TOP,
        before: (task) => this.graph.precedes(task, n),
        what: `the node "${this.idOf(n)}"`,
      };
    return {
      scope: this.draft.nodes[undone]?.scope ?? TOP,
      before: (task) => task === undone || this.graph.precedes(task, undone),
      what: `what undoes "${this.idOf(undone)}"`,
    };
  }

  private at(place: Place): Owner {
    return {
      roots: [...rootNames, ...this.visibility.names(place.scope)],
      refusal: (task) => this.visibility.refusal(place, task),
      reads: new Set(),
    };
  }

  private idOf(n: number): string {
    return this.draft.nodes[n]?.id?.text ?? String(n);
  }
}
