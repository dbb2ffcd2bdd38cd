import { formatId } from '@maestro/persistence';
import { told } from './explain-wait';
import { instantOf, type Blocking, type ExplainedRun, type Explanation } from './explanation';
import { waitCodes, type WaitCode } from './wait-codes';

/** Why an accepted run does not begin yet. */
export function explainHold(run: ExplainedRun): Omit<Explanation, 'lookedAtAgain'> {
  const code = run.hold_reason ?? 'SWEEP';
  const until = instantOf(run.hold_wake_at)?.toISOString() ?? null;
  const holders = (run.holders ?? []).map((id) => formatId('run', id));
  const approvers = textsIn(run.hold_detail?.['approvers']);
  const teller = sentences[code] ?? (() => waitCodes[code].means);
  const detail = { key: run.hold_key, wake_at: until, ...run.hold_detail };
  const blocking = blockedBy(code, { holders, approvers });
  return {
    code,
    ...told(teller({ run, until, holders, approvers }), blocking.type, blocking.ids, detail),
    since: run.hold_since ?? run.created_at,
  };
}

interface Held {
  run: ExplainedRun;
  until: string | null;
  holders: string[];
  approvers: string[];
}

const sentences: Partial<Record<WaitCode, (held: Held) => string>> = {
  CONCURRENCY: ({ run, holders }) =>
    `All places of "${run.hold_key}" are taken${holders.length > 0 ? `, by ${holders.join(', ')}` : ''}.`,
  START_TIME: ({ until }) => `It is to begin at ${until}.`,
  QUOTA: () => 'Its tenant has as many open runs as it may.',
  APPROVAL: ({ run, approvers }) => {
    const question = run.hold_detail?.['message'];
    const asked = typeof question === 'string' ? ` ${question}` : '';
    return `It waits for approval before it begins; may be given by ${approvers.join(', ')}.${asked}`;
  },
  OVERLAP: ({ holders }) =>
    `Its orchestra plays one run at a time${holders.length > 0 ? `, and before it comes ${holders.join(', ')}` : ''}.`,
  FREEZE: ({ run, until }) => by(run, 'is closed by a freeze window', until),
  POLICY: ({ run, until }) => by(run, 'is held back by policy', until),
};

function by({ hold_detail: detail }: ExplainedRun, words: string, until: string | null): string {
  const why = detail?.['message'];
  return `Its start ${words}; asked again at ${until}.${typeof why === 'string' ? ` ${why}` : ''}`;
}

function blockedBy(
  code: WaitCode,
  { holders, approvers }: Pick<Held, 'holders' | 'approvers'>,
): Omit<Blocking, 'detail'> {
  if (code === 'APPROVAL') return { type: 'person', ids: approvers };
  if (code === 'START_TIME' || code === 'FREEZE') return { type: 'instant', ids: [] };
  if (code === 'POLICY') return { type: 'none', ids: [] };
  return holders.length > 0 ? { type: 'run', ids: holders } : { type: 'slot', ids: [] };
}

function textsIn(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((one): one is string => typeof one === 'string') : [];
}
