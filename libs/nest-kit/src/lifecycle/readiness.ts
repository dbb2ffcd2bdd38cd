export interface HealthCheck {
  name: string;
  /** False where the service can do its work without it for a while: then it is degraded, not unavailable. */
  critical: boolean;
  /** Rejects where the dependency does not answer. */
  check(): Promise<void>;
}

export interface ReadinessReport {
  status: 'ok' | 'degraded' | 'unavailable' | 'draining';
  checks: Record<string, 'ok' | 'failed'>;
  /** What else the service says of itself: whether it leads. */
  facts?: Record<string, string | number | boolean | null>;
}

const TIMEOUT_MS = 2_000;

/** Whether the service should be sent work. */
export class Readiness {
  private draining = false;

  constructor(
    private readonly checks: readonly HealthCheck[],
    private readonly facts?: () => NonNullable<ReadinessReport['facts']>,
  ) {}

  /** From now on the service asks not to be sent anything new. */
  drain(): void {
    this.draining = true;
  }

  /** Asks all dependencies at once and waits 2 s for them at most. Never rejects. */
  async report(): Promise<ReadinessReport> {
    if (this.draining) return { status: 'draining', checks: {} };
    const answers = await Promise.all(
      this.checks.map(async (check) => ({ ...check, ok: await within(TIMEOUT_MS, () => check.check()) })),
    );
    const failed = answers.filter((answer) => !answer.ok);
    const checks = Object.fromEntries(
      answers.map(({ name, ok }) => [name, ok ? ('ok' as const) : ('failed' as const)]),
    );
    if (failed.some((answer) => answer.critical)) return { status: 'unavailable', checks };
    const facts = this.facts?.();
    return { status: failed.length > 0 ? 'degraded' : 'ok', checks, ...(facts ? { facts } : {}) };
  }
}

/** True where the work succeeded in time. */
export async function within(milliseconds: number, work: () => Promise<unknown>): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<boolean>((resolve) => {
    timer = setTimeout(() => resolve(false), milliseconds);
  });
  const done = Promise.resolve()
    .then(work)
    .then(
      () => true,
      () => false,
    );
  try {
    return await Promise.race([done, late]);
  } finally {
    clearTimeout(timer);
  }
}
