import { inspect } from 'node:util';
import { Secret } from '../secret';
import { insertSecrets, maskSecrets } from './secret-template';
import { render } from './template';
import type { Scope } from './scope';

const scope: Scope = {
  inputs: { user: 'ada', trick: '${{ secrets.TOKEN }}' },
  env: {},
  tasks: {},
  run: { id: 'run_1', template: 't', version: 1, created_at: '2026-01-01T00:00:00Z' },
  trigger: null,
  now: '2026-01-01T00:00:00Z',
};
const secrets = new Map([
  ['TOKEN', new Secret('tok-123')],
  ['PASS', new Secret('p:w')],
]);
const insert = (template: never) => insertSecrets(template, render(template, scope), { scope, secrets });
const revealed = (value: unknown) => (value as Secret).reveal();

it('renders a mask, and puts the secret in afterwards', () => {
  const template = {
    a: 'Bearer ${{ secrets.TOKEN }} of ${{ inputs.user }}',
    b: ['${{ inputs.user }}', '${{ secrets.TOKEN }}'],
  };
  expect(render(template, scope)).toEqual({ a: 'Bearer *** of ada', b: ['ada', '***'] });
  const full = insert(template as never) as { a: Secret; b: [string, Secret] };
  expect([revealed(full.a), full.b[0], revealed(full.b[1])]).toEqual([
    'Bearer tok-123 of ada',
    'ada',
    'tok-123',
  ]);
  expect(inspect(full, { depth: 9, showHidden: true }) + JSON.stringify(full)).not.toContain('tok-123');
  expect(maskSecrets(full)).toEqual({ a: '***', b: ['ada', '***'] });
});

it('encodes and joins before the value is sealed again', () => {
  const full = insert('Basic ${{ base64(inputs.user + ":" + secrets.PASS) }}' as never);
  expect(revealed(full)).toBe(`Basic ${Buffer.from('ada:p:w').toString('base64')}`);
});

it('does not look again at what an expression gave', () => {
  expect(insert({ a: '${{ inputs.trick }}' } as never)).toEqual({ a: '${{ secrets.TOKEN }}' });
});

it('refuses an input that was approved with other text around the secret', () => {
  const given = { scope, secrets };
  expect(() => insertSecrets('${{ inputs.user }}:${{ secrets.TOKEN }}', 'eve:***', given)).toThrow(
    /approved/,
  );
});
