import { readPlanOutline, type NodeOutline, type TenantTx } from '@maestro/persistence';

/** Nodes kept in all: some 100 bytes each. */
const MAX_NODES = 200_000;

/**
 * Outlines of plans, read once: a version never changes. The ones used longest ago make room.
 */
export class PlanOutlines {
  private readonly outlines = new Map<string, NodeOutline[]>();
  private nodes = 0;

  async get(tx: TenantTx, templateId: string, version: number): Promise<readonly NodeOutline[]> {
    const key = `${tx.tenantId}/${templateId}/${version}`;
    const outline = this.outlines.get(key) ?? (await readPlanOutline(tx, templateId, version));
    this.keep(key, outline);
    return outline;
  }

  private keep(key: string, outline: NodeOutline[]): void {
    if (!this.outlines.delete(key)) this.nodes += outline.length;
    this.outlines.set(key, outline);
    for (const [oldest, { length }] of this.outlines) {
      if (this.nodes <= MAX_NODES || oldest === key) break;
      this.outlines.delete(oldest);
      this.nodes -= length;
    }
  }
}
