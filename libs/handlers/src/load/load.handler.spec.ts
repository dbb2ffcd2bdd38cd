import { digest, type JsonObject } from '@maestro/dsl';
import fc from 'fast-check';
import { createContext } from '../../test/context';
import { loadHandler } from './load.handler';
import { readRecords, uniqueByKey } from './records';

const record = (id: string, more: JsonObject = {}) => ({ id, ...more });

describe('load', () => {
  it('hands over records under the key of the task and answers the counts', async () => {
    const ctx = createContext();
    const records = [record('a', { n: 1 }), record('b')];
    expect(await loadHandler.execute({ dataset: 'things', key: 'id', records }, ctx)).toEqual({
      new: 2,
      changed: 0,
      unchanged: 0,
    });
    expect(ctx.upserts).toEqual([
      {
        dataset: 'things',
        idempotencyKey: ctx.idempotencyKey,
        records: records.map((each) => ({ key: each.id, ingestId: digest(each), data: each })),
      },
    ]);
  });

  it('writes nothing when one record is not acceptable', async () => {
    const ctx = createContext();
    const request = loadHandler.execute({ dataset: 'things', key: 'id', records: [record('a'), {}] }, ctx);
    await expect(request).rejects.toMatchObject({
      code: 'validation-failed',
      errors: [{ pointer: '/records/1/id' }],
    });
    expect(ctx.upserts).toEqual([]);
  });
});

describe('readRecords', () => {
  it('takes records in their own envelope, and makes the ingest id where there is none', () => {
    const data = { a: 1 };
    expect(
      readRecords(
        [
          { key: 'k', ingest_id: 'v1', data },
          { key: 7, data },
        ],
        undefined,
      ),
    ).toEqual([
      { key: 'k', ingestId: 'v1', data },
      { key: '7', ingestId: digest(data), data },
    ]);
  });

  it.each<[JsonObject, string | undefined, string]>([
    [{}, 'id', '/records/0/id'],
    [{ id: '' }, 'id', '/records/0/id'],
    [{ id: null }, 'id', '/records/0/id'],
    [{ id: 1.5 }, 'id', '/records/0/id'],
    [{ id: 'x'.repeat(513) }, 'id', '/records/0/id'],
    [{ 'a/b': {} }, 'a/b', '/records/0/a~1b'],
    [{ x: 1 }, 'constructor', '/records/0/constructor'],
    [{ data: {} }, undefined, '/records/0/key'],
    [{ key: 'k' }, undefined, '/records/0/data'],
    [{ key: 'k', data: [] }, undefined, '/records/0/data'],
    [{ key: 'k', data: {}, ingest_id: '' }, undefined, '/records/0/ingest_id'],
    [{ key: 'k', data: {}, more: 1 }, undefined, '/records/0/more'],
  ])('refuses %j with key %j', (given, key, pointer) => {
    expect(() => readRecords([given], key)).toThrow(
      expect.objectContaining({ code: 'validation-failed', errors: [expect.objectContaining({ pointer })] }),
    );
  });

  it('lists the first twenty faults and counts them all', () => {
    const given = Array.from({ length: 30 }, () => ({}));
    const fault = expect.objectContaining({ code: 'validation-failed' });
    expect(() => readRecords(given, 'id')).toThrow(
      expect.objectContaining({ message: expect.stringContaining('30'), errors: Array(20).fill(fault) }),
    );
  });
});

describe('uniqueByKey', () => {
  it('keeps each key once, in order, when repetitions agree', () => {
    const ids = fc.array(fc.constantFrom('a', 'b', 'c', 'd'));
    fc.assert(
      fc.property(ids, (keys) => {
        const kept = uniqueByKey(
          readRecords(
            keys.map((key) => record(key)),
            'id',
          ),
        );
        expect(kept.map(({ key }) => key)).toEqual([...new Set(keys)]);
      }),
    );
  });

  it('refuses one key with two contents', () => {
    const records = readRecords([record('a'), record('b'), record('a', { n: 1 })], 'id');
    expect(() => uniqueByKey(records)).toThrow(
      expect.objectContaining({
        code: 'validation-failed',
        errors: [expect.objectContaining({ pointer: '/records/2', code: 'duplicate-key' })],
      }),
    );
  });
});
