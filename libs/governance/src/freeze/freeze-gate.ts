import { formatId, statement, type EngineDatabase, type FreezeEffect } from '@maestro/persistence';
import { MaestroError } from '@maestro/problems';
import type { GateAnswer, RunToStart, StartGate } from '@maestro/tenancy';
import { BoundedMap } from '../bounded-map';
import { createFreezeCalendars, type InForce } from './freeze-calendar';

const liveBreaks = statement('live_freeze_breaks');
const useBreak = statement('use_freeze_break');
const templateName = statement('template_name');

/** As it stands in the holds of runs. */
export const FREEZE_GATE = 'freeze';

const MAX_NAMES = 10_000;
/** What is deferred is looked at again so often: its window may have been changed. */
const LOOK_MS = 5 * 60_000;

const strictness: Readonly<Record<FreezeEffect, number>> = { block: 3, 'require-approval': 2, defer: 1 };

interface BreakRow {
  id: string;
  window_id: string;
  template_id: string | null;
  run_id: string | null;
  used_by: string | null;
}

export interface FreezeGate extends StartGate {
  /** Has the windows of a tenant read again: they were changed here. */
  expire(tenantId: string): void;
}

/** Lets nothing begin in a freeze window of its tenant, whichever way it is started; of several windows the strictest counts. */
export function createFreezeGate(database: EngineDatabase): FreezeGate {
  const calendars = createFreezeCalendars(database);
  const names = new BoundedMap<string, string>(MAX_NAMES);
  /** A plan may bear no name, or another: the template's own counts. */
  const named = async (run: RunToStart): Promise<RunToStart> => {
    const key = `${run.tenantId}/${run.template.id}`;
    let name = names.get(key);
    if (name === undefined) {
      const rows = await database.query<{ name: string }>(templateName, [run.tenantId, run.template.id]);
      name = rows[0]?.name ?? run.template.name;
      names.set(key, name);
    }
    return { ...run, template: { ...run.template, name } };
  };
  return {
    name: FREEZE_GATE,
    expire: (tenantId) => calendars.expire(tenantId),
    ask: (runs) =>
      Promise.all(
        runs.map(async (run): Promise<GateAnswer> => {
          const calendar = await calendars.of(run.tenantId);
          const inForce = calendar.inForce(calendar.namesTemplates ? await named(run) : run);
          if (inForce.length === 0) return { kind: 'open' };
          const left = await withoutBroken(database, run, inForce);
          const [strictest] = left.sort(byStrictness);
          return strictest ? answerOf(strictest, calendar.now()) : { kind: 'open' };
        }),
      ),
  };
}

export function byStrictness(a: InForce, b: InForce): number {
  const { block } = strictness;
  const by = (one: InForce) => strictness[one.window.effect] ?? block;
  return by(b) - by(a) || b.occurrence.end - a.occurrence.end;
}

/** Those that nobody was permitted to break for this run. A permission is used up only where it lets the run begin. */
async function withoutBroken(
  database: EngineDatabase,
  run: RunToStart,
  inForce: readonly InForce[],
): Promise<InForce[]> {
  const ids = inForce.map(({ window }) => window.id);
  const rows = await database.query<BreakRow & Record<string, unknown>>(liveBreaks, [run.tenantId, ids]);
  const fitting = new Map<string, BreakRow>();
  for (const row of rows) if (fits(row, run)) fitting.set(row.window_id, row);
  const left = inForce.filter(({ window }) => !fitting.has(window.id));
  if (left.length > 0) return left;
  for (const row of fitting.values()) {
    // That of a template serves all its runs.
    if (row.template_id !== null) continue;
    const used = await database.query(useBreak, [run.tenantId, row.id, run.runId]);
    if (used.length === 0) return inForce.filter(({ window }) => window.id === row.window_id);
  }
  return [];
}

function fits({ template_id: template, run_id: of, used_by: user }: BreakRow, run: RunToStart): boolean {
  if (template !== null) return template === run.template.id;
  return (of === null || of === run.runId) && (user === null || user === run.runId);
}

function answerOf({ window, occurrence }: InForce, now: number): GateAnswer {
  const until = new Date(occurrence.end);
  const id = formatId('frz', window.id);
  const why = window.reason ? ` ${window.reason}` : '';
  const about = `the freeze window "${window.name}" (${id}) until ${until.toISOString()}.${why}`;
  switch (window.effect) {
    case 'defer': {
      const detail = { window: id, name: window.name, until: until.toISOString() };
      return {
        kind: 'hold',
        reason: 'FREEZE',
        until: new Date(Math.min(occurrence.end, now + LOOK_MS)),
        detail,
      };
    }
    case 'require-approval':
      return {
        kind: 'ask',
        // Another time of the window is another question.
        reason: `FREEZE ${id} ${new Date(occurrence.start).toISOString()}`,
        message: `To begin in spite of ${about}`,
        approvers: window.approvers,
        quorum: window.quorum,
        refuseStarter: true,
      };
    case 'block': {
      const message = `Nothing starts in ${about}`;
      const error = new MaestroError('frozen', message, {
        errors: [{ pointer: '', code: 'frozen', message: `${id} ends at ${until.toISOString()}.` }],
        retryAfter: Math.max(1, Math.ceil((occurrence.end - now) / 1_000)),
      });
      return { kind: 'refuse', error };
    }
  }
}
