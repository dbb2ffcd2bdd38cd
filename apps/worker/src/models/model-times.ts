/** How much the newest answer counts. */
const NEWEST = 0.3;
/** Models of all tenants that this process remembers; who asks rarely is forgotten first. */
const MOST = 2_000;

/** How long models took of late, as far as this process has seen: enough to prefer one to another. */
export class ModelTimes {
  private readonly byProvider = new Map<string, Record<string, number>>();

  note(tenantId: string, { provider, model, ms }: { provider: string; model: string; ms: number }): void {
    const key = `${tenantId} ${provider}`;
    const known = this.byProvider.get(key) ?? {};
    const before = known[model];
    this.byProvider.delete(key);
    this.byProvider.set(key, {
      ...known,
      [model]: before === undefined ? ms : before + NEWEST * (ms - before),
    });
    if (this.byProvider.size > MOST) this.byProvider.delete(this.byProvider.keys().next().value ?? '');
  }

  /** Milliseconds by model. */
  of(tenantId: string, provider: string): Readonly<Record<string, number>> {
    return this.byProvider.get(`${tenantId} ${provider}`) ?? {};
  }
}
