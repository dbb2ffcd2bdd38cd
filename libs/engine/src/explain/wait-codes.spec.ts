import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { waitCodes } from './wait-codes';

it('is the list of the page for people, word for word', () => {
  const page = readFileSync(join(__dirname, '../../../../docs/reference/wait-reasons.md'), 'utf8');
  const rows = [...page.matchAll(/^\| <a id="(\w+)"><\/a>`(\w+)` \| (.+) \| (.+) \|$/gm)];
  const told = rows.map(([, , code, means, ends]) => [code, { means, ends }]);
  expect(Object.fromEntries(told)).toEqual(waitCodes);
  expect(rows.map(([, id]) => id)).toEqual(Object.keys(waitCodes).map((code) => code.toLowerCase()));
});
