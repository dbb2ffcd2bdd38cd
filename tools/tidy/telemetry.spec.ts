import { metrics } from '../../libs/telemetry/src/metrics';
import { spans } from '../../libs/telemetry/src/spans';
import { files, textOf } from './repository';

/** A name on the reference page that nothing ever records would be a promise that is not kept. */
const production = files()
  .filter((path) => /^(apps|libs)\/.*\.ts$/.test(path) && !/\.(spec|itest|e2e)\.ts$/.test(path))
  .map((path) => textOf(path) ?? '')
  .join('\n');

function unused(keys: readonly string[], calls: string): string[] {
  return keys.filter((key) => !new RegExp(`\\b(${calls})\\(\\s*'${key}'`).test(production));
}

describe('the lists of names', () => {
  it('hold no metric that nothing records', () => {
    expect(unused(Object.keys(metrics), 'record|observe')).toEqual([]);
  });

  it('hold no span that nothing opens', () => {
    expect(unused(Object.keys(spans), 'withSpan')).toEqual([]);
  });
});
