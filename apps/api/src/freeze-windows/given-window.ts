import { checkWindow } from '@maestro/governance';
import { checkFields } from '@maestro/nest-kit';
import type { FreezeScope, FreezeWindowFields } from '@maestro/persistence';
import { pointing } from '../http/pointing';
import { readLabels } from '../runs/labels';
import { FreezeScopeBody, type FreezeWindowBody, type FreezeWindowChanges } from './freeze-window.dto';

/** What a window has where its body says nothing. */
export interface WindowDefaults {
  timezone?: string | undefined;
  effect?: FreezeWindowFields['effect'];
  scope?: FreezeScope;
  approvers?: readonly string[];
}

const approvers = ['role:owner', 'role:admin'];

/** The window a body describes. Throws MaestroError with pointers into it. */
export function windowOf(body: FreezeWindowBody, defaults: WindowDefaults = {}): FreezeWindowFields {
  return checkWindow({
    name: body.name,
    reason: body.reason || null,
    effect: body.effect ?? defaults.effect ?? 'block',
    scope: body.scope ? scopeOf(body.scope) : (defaults.scope ?? {}),
    approvers: body.approvers ?? defaults.approvers ?? approvers,
    quorum: body.quorum ?? 1,
    enabled: body.enabled ?? true,
    timezone: body.timezone ?? defaults.timezone,
    start: body.start,
    end: body.end,
    recurrence: body.recurrence || null,
    except: body.except,
    also: body.also,
  });
}

/** A window with what a body changes of it. */
export function changedWindow(row: FreezeWindowFields, changes: FreezeWindowChanges): FreezeWindowFields {
  const { calendar, ...fields } = row;
  const { scope, reason, recurrence, ...rest } = changes;
  return checkWindow({
    ...fields,
    ...calendar,
    ...rest,
    ...(scope ? { scope: scopeOf(scope) } : {}),
    ...(reason === undefined ? {} : { reason: reason || null }),
    ...(recurrence === undefined ? {} : { recurrence: recurrence || null }),
  });
}

function scopeOf(part: object): FreezeScope {
  const { labels, ...lists } = pointing({ pointer: '/scope', name: 'The scope' }, () =>
    checkFields(FreezeScopeBody, part as never),
  );
  return { ...lists, ...(labels ? { labels: readLabels(labels, '/scope/labels') } : {}) };
}
