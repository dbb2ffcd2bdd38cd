import { newId, parseId, type NewBudget } from '@maestro/persistence';
import { MaestroError, type ProblemCode } from '@maestro/problems';
import type { Principal } from '@maestro/tenancy';
import { amountIn } from '../http/money';
import { subjectPrefixes, type NewBudgetBody } from './budget.dto';

const UNKNOWN = '00000000-0000-0000-0000-000000000000';

/** The account that a body asks for. Whether its subject exists is for the database to say. */
export function readBudget(body: NewBudgetBody, { tenantId, actor }: Principal): NewBudget {
  return {
    id: newId(),
    scope: body.scope,
    subject: subjectIn(body, tenantId),
    period: body.period ?? 'total',
    timezone: timezoneIn(body.timezone ?? 'UTC'),
    cap: amountIn(body.cap, '/cap'),
    note: body.note ?? null,
    createdBy: actor,
  };
}

function subjectIn({ scope, subject }: NewBudgetBody, tenantId: string): string {
  if (scope === 'tenant') {
    if (subject !== undefined && parseId('ten', subject) !== tenantId) throw noSuchSubject();
    return tenantId;
  }
  if (subject === undefined) throw fault('missing-field', '/subject', `Say which ${scope} it is for.`);
  return parseId(subjectPrefixes[scope], subject) ?? UNKNOWN;
}

/** The same words for what does not exist, has ended, or is another tenant's. */
export function noSuchSubject(): MaestroError {
  return fault('unknown-ref', '/subject', 'There is no such open run, template or orchestra.');
}

function timezoneIn(text: string): string {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: text }).resolvedOptions().timeZone;
  } catch {
    throw fault('validation-failed', '/timezone', 'This must be a time zone such as Europe/Berlin.');
  }
}

function fault(code: ProblemCode, pointer: string, message: string): MaestroError {
  return new MaestroError(code, `${pointer}: ${message}`, { errors: [{ pointer, code, message }] });
}
