import * as fc from 'fast-check';
import { closest } from './closest';
import { allSections } from './register';
import { boolean, choice, duration, integer, list, text, url } from './setting';

const named = { env: 'MAESTRO_X', description: 'x' };

describe('settings', () => {
  it('accept exactly the whole numbers within their bounds', () => {
    const setting = integer({ ...named, min: -2, max: 9 });
    fc.assert(
      fc.property(fc.integer({ min: -20, max: 20 }), (n) => {
        expect(setting.parse(String(n))).toBe(n >= -2 && n <= 9 ? n : null);
      }),
    );
    for (const wrong of ['', '1.0', '1e1', '0x1', '٣', ' 1', '1 ', '+1', 'NaN', 'Infinity']) {
      expect([wrong, setting.parse(wrong)]).toEqual([wrong, null]);
    }
  });

  it('read durations in the unit of their name, or in the one that is written', () => {
    const setting = duration({ ...named, unit: 's', min: 1, max: 60 });
    const read = ['1', '60', '1s', '1500ms', '1m', '0', '61', '2m', '1h', '1.5', '-1', 's', '1d'].map(
      setting.parse,
    );
    expect(read).toEqual([
      1_000,
      60_000,
      1_000,
      1_500,
      60_000,
      null,
      null,
      null,
      null,
      null,
      null,
      null,
      null,
    ]);
  });

  it('read lists of distinct words', () => {
    const setting = list({ ...named, item: /^[a-z]+$/, itemName: 'queue name' });
    const read = ['a', 'a, b', '', 'a,a', 'a,,b', 'A', ','].map(setting.parse);
    expect(read).toEqual([['a'], ['a', 'b'], [], null, null, null, null]);
  });

  it('read booleans, choices and texts of a form', () => {
    expect(['true', 'TRUE', '1', 'false', '0', 'yes'].map(boolean(named).parse)).toEqual([
      true,
      true,
      true,
      false,
      false,
      null,
    ]);
    expect(['a', 'c', 'A'].map(choice(['a', 'b'], named).parse)).toEqual(['a', null, null]);
    const form = { match: /^x/, expects: 'a text that begins with x' };
    expect(['xy', 'y'].map(text({ ...named, form }).parse)).toEqual(['xy', null]);
    expect(text(named).parse('anything')).toBe('anything');
  });

  it('read URLs of the given schemes, with a host', () => {
    const { parse } = url({ ...named, schemes: ['redis', 'rediss'] });
    expect(parse('rediss://u:p@h:1/0')).toBe('rediss://u:p@h:1/0');
    expect(['http://h', 'redis://', 'redis:', 'h:1', 'redis//h'].map(parse)).toEqual([
      null,
      null,
      null,
      null,
      null,
    ]);
  });

  it('are required unless they have a default or are optional', () => {
    expect(text(named)).toMatchObject({ required: true, fallback: null });
    expect(text({ ...named, optional: true })).toMatchObject({ required: false, fallback: null });
    expect(text({ ...named, default: 'd' })).toMatchObject({ required: false, fallback: 'd' });
  });
});

describe('the declared settings', () => {
  const declared = allSections.flatMap((section) => Object.entries(section.settings));

  it.each(declared)(
    '%s has a usable name, a description and a default that it accepts itself',
    (_name, setting) => {
      expect(setting.env).toMatch(/^[A-Z][A-Z0-9_]+$/);
      expect(setting.description).toMatch(/\.$/);
      if (setting.fallback !== null) expect(setting.parse(setting.fallback)).not.toBeNull();
    },
  );

  it('mean one thing per variable, wherever a variable appears twice', () => {
    const meanings = new Map<string, Set<string>>();
    for (const [, { env, description, expects }] of declared) {
      meanings.set(env, (meanings.get(env) ?? new Set()).add(`${expects}: ${description}`));
    }
    expect([...meanings].filter(([, all]) => all.size > 1)).toEqual([]);
  });
});

describe('closest', () => {
  it('finds what was meant', () => {
    const names = ['MAESTRO_API_PORT', 'MAESTRO_API_HOST', 'MAESTRO_LEASE_MS'];
    expect(closest('MAESTRO_API_PROT', names)).toBe('MAESTRO_API_PORT');
    expect(closest('MAESTRO_LEASES_MS', names)).toBe('MAESTRO_LEASE_MS');
    expect(closest('MAESTRO_FROBNICATE', names)).toBeNull();
    expect(closest('MAESTRO_API_HOST', names)).toBe('MAESTRO_API_HOST');
  });
});
