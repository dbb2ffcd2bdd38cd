import { limit, text, type ParametersOf } from '@maestro/nest-kit';
import { freezeEffects, type FreezeEffect, type FreezeScope } from '@maestro/persistence';
import { MaestroError } from '@maestro/problems';
import { parseLabelFilter } from '../runs/labels';

const MAX_SPAN_MS = 2 * 366 * 86_400_000;
const INSTANT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d{1,3})?)?(Z|[+-]\d{2}:\d{2})$/;

const names = (description: string) =>
  text({
    parse: (given) => {
      const list = given.split(',');
      return list.every((name) => name !== '' && name.length <= 128) && list.length <= 50 ? list : null;
    },
    expects: 'up to 50 names, separated by commas',
    description,
  });
const labels = (description: string) =>
  text({
    parse: parseLabelFilter,
    expects: 'labels as key:value, up to 8, separated by commas',
    description,
  });
const instant = (description: string) =>
  text({
    parse: (given) => (INSTANT.test(given) && !Number.isNaN(Date.parse(given)) ? new Date(given) : null),
    expects: 'an instant such as 2026-12-24T18:00:00Z',
    description,
  });

export const importQuery = {
  effect: text<FreezeEffect>({
    parse: (given) => freezeEffects.find((effect) => effect === given) ?? null,
    expects: `one of ${freezeEffects.join(', ')}`,
    description: 'The effect of windows that name none; `block` unless told.',
  }),
  timezone: text({
    parse: (given) => given,
    expects: 'the name of a time zone',
    description: 'The zone of times that name none; UTC unless told.',
  }),
  environments: names('Environments that windows without a scope are about.'),
  tags: names('Tags that windows without a scope are about.'),
  templates: names('Templates that windows without a scope are about.'),
  label: labels('Labels that windows without a scope are about: `key:value`, separated by commas.'),
};

export const previewQuery = {
  from: instant('Where it begins; now unless told.'),
  to: instant('Where it ends; thirty days after its beginning unless told.'),
  template: text({
    parse: (given) => (given.length <= 128 ? given : null),
    expects: 'the name or id of a template',
    description: 'Only what is about runs of this template.',
  }),
  label: labels('With these labels: `key:value`, separated by commas.'),
  limit: limit({ max: 1_000, fallback: 200 }),
};

/** What windows without a scope are about. */
export function scopeIn(query: ParametersOf<typeof importQuery>): FreezeScope {
  const { environments, tags, templates, label } = query;
  return {
    ...(environments && { environments }),
    ...(tags && { tags }),
    ...(templates && { templates }),
    ...(label && { labels: Object.fromEntries(label.map(({ key, value }) => [key, value])) }),
  };
}

/** @throws MaestroError `invalid-parameter` */
export function spanIn(query: ParametersOf<typeof previewQuery>, now: Date): { from: Date; to: Date } {
  const from = query.from ?? now;
  const to = query.to ?? new Date(from.getTime() + 30 * 86_400_000);
  const length = to.getTime() - from.getTime();
  if (length > 0 && length <= MAX_SPAN_MS) return { from, to };
  throw new MaestroError('invalid-parameter', '`to` has to be after `from`, by two years at most.');
}
