/** A tenant that has tasks in the backlog of a queue. */
export interface Contender {
  tenantId: string;
  /** Tasks in each round. */
  weight: number;
  /** Most tasks it may be given now. */
  most: number;
}

/**
 * Deficit round robin over tenants: in each round a tenant is due as many tasks as its weight says. What is left of a turn when
 * the room ends is kept for the next time, so that rounds go on across calls.
 *
 * Bound: of W tasks given while a tenant of weight w is there, w / ΣW of each full round are its own, whatever the others
 * have waiting; so a task with k of its own tenant before it is given in round ⌈(k + 1) / w⌉ at the latest.
 */
export class DeficitRoundRobin {
  /** Whose turn it is, and what is left of it. */
  private turn: { tenantId: string; left: number } | null = null;

  /** How many tasks each is to have of `room`. Names only those that get some. */
  share(contenders: readonly Contender[], room: number): Map<string, number> {
    const shares = new Map<string, number>();
    const ring = [...contenders].sort((a, b) => (a.tenantId < b.tenantId ? -1 : 1));
    let at = this.begin(ring);
    for (let left = room, idle = 0; left > 0 && idle < ring.length;) {
      const { tenantId, weight, most } = ring[at] as Contender;
      const had = shares.get(tenantId) ?? 0;
      const due = this.turn?.tenantId === tenantId ? this.turn.left : weight;
      const given = Math.max(0, Math.min(due, left, most - had));
      if (given > 0) shares.set(tenantId, had + given);
      left -= given;
      idle = given > 0 ? 0 : idle + 1;
      if (given < due && had + given < most) {
        this.turn = { tenantId, left: due - given };
        break;
      }
      at = (at + 1) % ring.length;
      const next = ring[at] as Contender;
      this.turn = { tenantId: next.tenantId, left: next.weight };
    }
    return shares;
  }

  /** The place of whose turn it is; of who comes after them, where they have nothing any more. */
  private begin(ring: readonly Contender[]): number {
    const wanted = this.turn?.tenantId ?? '';
    const at = ring.findIndex(({ tenantId }) => tenantId >= wanted);
    return at === -1 ? 0 : at;
  }
}
