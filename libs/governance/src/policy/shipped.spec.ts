import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readPolicyTests, runPolicyTests } from './run-tests';
import { policiesFolder, shippedPolicies, shippedText } from './shipped';

describe.each(shippedPolicies)('the shipped policy $name', ({ name }) => {
  const tests = readPolicyTests(
    JSON.parse(readFileSync(join(policiesFolder(), `${name}.tests.json`), 'utf8')),
  );

  it('says what its tests expect, each rule of it in one at least', () => {
    if (typeof tests === 'string') throw new Error(tests);
    const results = runPolicyTests({ name, text: shippedText(name) }, tests);
    expect(results.filter(({ passed }) => !passed)).toEqual([]);
    const seen = new Set(results.flatMap(({ reasons }) => reasons));
    const ids = [...shippedText(name).matchAll(/@id\("([^"]+)"\)/g)].map(([, id]) => `${name}#${id}`);
    expect(ids.filter((id) => !seen.has(id))).toEqual([]);
  });
});
