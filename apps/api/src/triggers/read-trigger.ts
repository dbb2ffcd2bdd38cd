import type { JsonObject } from '@maestro/dsl';
import { checkFields } from '@maestro/nest-kit';
import {
  endedRunStatuses,
  parseId,
  type TriggerFields,
  type TriggerFilter,
  type TriggerKind,
} from '@maestro/persistence';
import { faultAt } from '@maestro/problems';
import { pointing } from '../http/pointing';
import { readLabels } from '../runs/labels';
import { TriggerFilterBody, type TriggerBody, type TriggerChanges } from './trigger-body';

const MAX_TEMPLATE = 4_096;

/** What a body says of a new trigger. */
export function triggerIn(
  body: TriggerBody,
  prefix = '',
): Omit<TriggerFields, 'enabled'> & { kind: TriggerKind } {
  const { name, on, description = '', match = '', inputs = {}, idempotency_key: key = '' } = body;
  return {
    ...{ name, description, kind: on, inputs },
    filter: filterIn(body.filter, on, `${prefix}/filter`),
    match: match || null,
    labels: labelsIn(body.labels ?? {}, `${prefix}/labels`),
    idempotencyKey: key || null,
    ...{ maxDepth: body.max_depth ?? 8, maxPerMinute: body.max_per_minute ?? 600 },
  };
}

/** What a body changes of a trigger. */
export function changesIn(body: TriggerChanges, kind: TriggerKind): Partial<TriggerFields> {
  const {
    filter,
    match,
    labels,
    idempotency_key: key,
    max_depth: depth,
    max_per_minute: rate,
    ...plain
  } = body;
  return {
    ...plain,
    ...(filter === undefined ? {} : { filter: filterIn(filter, kind, '/filter') }),
    ...(match === undefined ? {} : { match: match || null }),
    ...(labels === undefined ? {} : { labels: labelsIn(labels, '/labels') }),
    ...(key === undefined ? {} : { idempotencyKey: key || null }),
    ...(depth === undefined ? {} : { maxDepth: depth }),
    ...(rate === undefined ? {} : { maxPerMinute: rate }),
  };
}

/** Names as those of all labels; their values may hold expressions. */
function labelsIn(labels: JsonObject, pointer: string): Record<string, string> {
  const entries = Object.entries(labels);
  readLabels(Object.fromEntries(entries.map(([name]) => [name, ''])), pointer);
  const odd = entries.find(([, value]) => typeof value !== 'string' || value.length > MAX_TEMPLATE);
  if (odd)
    throw faultAt(
      'wrong-type',
      `${pointer}/${odd[0]}`,
      `This must be a text of at most ${MAX_TEMPLATE} characters.`,
    );
  return Object.fromEntries(entries) as Record<string, string>;
}

const fieldsOf: Readonly<Record<TriggerKind, readonly (keyof TriggerFilter)[]>> = {
  event: ['types', 'sources'],
  run_finished: ['templates', 'orchestras', 'statuses'],
};

function filterIn(part: object, kind: TriggerKind, pointer: string): TriggerFilter {
  const filter = pointing({ pointer, name: 'The filter' }, () =>
    checkFields(TriggerFilterBody, part as never),
  );
  for (const name of Object.keys(filter) as (keyof TriggerFilter)[]) {
    const values = filter[name];
    if (values === undefined) continue;
    if (!fieldsOf[kind].includes(name))
      throw faultAt(
        'conflicting-fields',
        `${pointer}/${name}`,
        `A trigger on ${kind} looks at ${fieldsOf[kind].join(', ')}.`,
      );
    values.forEach((value, i) => {
      const message = faultOf(name, value);
      if (message) throw faultAt('validation-failed', `${pointer}/${name}/${i}`, message);
    });
  }
  if (kind === 'event' && !filter.types?.length)
    throw faultAt('missing-field', `${pointer}/types`, 'Say which types of events; "*" is any.');
  // One that looks at every run looks at its own.
  if (kind === 'run_finished' && !filter.templates?.length && !filter.orchestras?.length)
    throw faultAt('missing-field', `${pointer}/templates`, 'Say whose runs, by templates or orchestras.');
  return { ...filter };
}

function faultOf(name: keyof TriggerFilter, value: string): string | null {
  if (name === 'types')
    return /^[^*]{1,255}$/.test(value) || /^[^*]{0,254}\*$/.test(value)
      ? null
      : 'This must be a type of events, or the beginning of one and a "*".';
  if (name === 'sources')
    return value.length >= 1 && value.length <= 512 ? null : 'This must be a source of events.';
  if (name === 'templates')
    return parseId('tpl', value) === null ? 'This must be the id of a template (tpl_…).' : null;
  if (name === 'orchestras')
    return parseId('orc', value) === null ? 'This must be the id of an orchestra (orc_…).' : null;
  return (endedRunStatuses as readonly string[]).includes(value)
    ? null
    : `This must be one of ${endedRunStatuses.join(', ')}.`;
}
