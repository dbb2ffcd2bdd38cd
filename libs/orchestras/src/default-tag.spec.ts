import type { PlanMetadata } from '@maestro/dsl';
import { defaultTag } from './default-tag';

const metadata = (kind: string | null, tag: string | null) =>
  ({ pipeline_kind: kind, tag }) as unknown as PlanMetadata;

it.each([
  ['outreach', null, 'Outreach'],
  ['content', null, 'Content'],
  ['seo', null, 'Research'],
  ['seo', 'Monitor', 'Research'],
  ['etl', 'Monitor', 'Monitor'],
  ['etl', null, null],
  [null, null, null],
])('of the kind %p and the tag %p is %p', (kind, tag, expected) => {
  expect(defaultTag(metadata(kind, tag))).toBe(expected);
});
