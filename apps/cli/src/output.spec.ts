import { Output, type Environment } from './output';

const colored = (env: Environment, isTTY: boolean): boolean =>
  new Output({ write: () => undefined, isTTY }, env).colors.isColorSupported;

describe('Output', () => {
  it.each<[Environment, boolean, boolean]>([
    [{}, true, true],
    [{}, false, false],
    [{ CI: '1' }, false, false],
    [{ TERM: 'dumb' }, true, false],
    [{ NO_COLOR: '1' }, true, false],
    [{ NO_COLOR: '' }, true, true],
    [{ FORCE_COLOR: '1' }, false, true],
    [{ FORCE_COLOR: '0' }, true, false],
    [{ NO_COLOR: '1', FORCE_COLOR: '1' }, true, false],
    [{ FORCE_COLOR: '1', TERM: 'dumb' }, false, true],
  ])('with %j on a terminal: %s has colours: %s', (env, isTTY, expected) => {
    expect(colored(env, isTTY)).toBe(expected);
  });

  it.each<[Environment, boolean, boolean]>([
    [{}, true, true],
    [{}, false, false],
    [{ TERM: 'dumb' }, true, false],
    [{ CI: 'true' }, true, false],
    [{ NO_COLOR: '1' }, true, true],
  ])('with %j on a terminal: %s redraws: %s', (env, isTTY, expected) => {
    expect(new Output({ write: () => undefined, isTTY }, env).live).toBe(expected);
  });

  it('knows a width only on a terminal', () => {
    expect(new Output({ write: () => undefined, columns: 120 }, {}).columns).toBeUndefined();
    expect(new Output({ write: () => undefined, isTTY: true, columns: 120 }, {}).columns).toBe(120);
  });

  it('assumes the usual size of a terminal that reports none', () => {
    const output = new Output({ write: () => undefined, isTTY: true, columns: 0, rows: 0 }, {});
    expect([output.columns, output.rows]).toEqual([80, 24]);
  });
});
