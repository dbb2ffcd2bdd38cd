import type { Json } from '@maestro/dsl';
import { createContext } from '../../test/context';
import { transformHandler } from './transform.handler';

describe('transform', () => {
  it.each<[Json]>([[null], [0], [''], [[1, { a: null }]]])('returns %j as it is', async (value) => {
    expect(await transformHandler.execute({ value }, createContext())).toBe(value);
  });

  it('checks the value where it is told what to expect', async () => {
    const schema = { type: 'integer' };
    expect(await transformHandler.execute({ value: 1, schema }, createContext())).toBe(1);
    await expect(transformHandler.execute({ value: '1', schema }, createContext())).rejects.toMatchObject({
      code: 'output-invalid',
      errors: [{ pointer: '', code: 'wrong-type' }],
    });
  });
});
