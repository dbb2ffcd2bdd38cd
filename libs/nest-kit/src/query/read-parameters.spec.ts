import * as fc from 'fast-check';
import { MaestroError } from '@maestro/problems';
import { cursor, limit, text, words } from './parameter';
import { readParameters } from './read-parameters';

const declared = {
  status: words(['open', 'failed'], 'state'),
  after: cursor(),
  limit: limit({ max: 200, fallback: 50 }),
  name: text({ parse: (value) => (value === 'bad' ? null : value), expects: 'a name', description: 'd' }),
};
const read = (query: string) => readParameters(declared, `/things${query}`);

function faultOf(query: string): MaestroError {
  try {
    read(query);
  } catch (error) {
    if (error instanceof MaestroError) return error;
    throw error;
  }
  throw new Error(`nothing is wrong with ${query}`);
}

it('reads what is given and fills in the rest', () => {
  expect(read('')).toEqual({ status: [], after: null, limit: 50, name: null });
  expect(read('?status=failed,open&limit=7&after=abc&name=a%20b')).toEqual({
    status: ['failed', 'open'],
    limit: 7,
    after: 'abc',
    name: 'a b',
  });
});

it.each(['0', '-1', '1e9', 'abc', '', '201', '1.5', '007', ' 5', '5 ', '٣'])(
  'E045: refuses limit=%s',
  (value) => {
    expect(faultOf(`?limit=${encodeURIComponent(value)}`)).toMatchObject({
      code: 'invalid-parameter',
      errors: [{ pointer: '/limit', message: expect.stringContaining('a whole number from 1 to 200') }],
    });
  },
);

it.each(["x' or '1'='1", 'failed,', 'failed,failed', 'FAILED', '', 'failed,gone'])(
  'E043: refuses status=%s and says what there is',
  (value) => {
    expect(faultOf(`?status=${encodeURIComponent(value)}`)).toMatchObject({
      code: 'invalid-filter',
      errors: [{ message: expect.stringContaining('open, failed') }],
    });
  },
);

it.each([
  '?sort=name;drop table',
  '?sort=password_hash',
  "?filter[status]=x' or '1'='1",
  '?__proto__=1',
  '?constructor=1',
  '?a',
])('E043: refuses the unknown parameter in %s with the list of known ones', (query) => {
  expect(faultOf(query)).toMatchObject({
    code: 'invalid-parameter',
    errors: [{ message: expect.stringContaining('status, after, limit, name') }],
  });
});

it('refuses a parameter that is given twice', () => {
  expect(faultOf('?limit=1&limit=2')).toMatchObject({ code: 'invalid-parameter' });
});

it('names several faults at once and stops at twenty', () => {
  expect(faultOf('?limit=0&status=x&zzz=1').errors?.map((fault) => fault.code)).toEqual([
    'invalid-parameter',
    'invalid-filter',
    'invalid-parameter',
  ]);
  expect(faultOf(`?${'filter[a][b]=1&'.repeat(1_000)}`).errors).toHaveLength(20);
});

it('E044: fails on no text in another way', () => {
  fc.assert(
    fc.property(fc.string(), (query) => {
      try {
        read(`?${query}`);
      } catch (error) {
        expect(error).toBeInstanceOf(MaestroError);
      }
    }),
  );
});

it('takes no parameters where none are declared', () => {
  expect(() => readParameters({}, '/things?a=1')).toThrow(/takes no parameters/);
});
