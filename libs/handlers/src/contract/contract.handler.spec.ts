import { createContext } from '../../test/context';
import { contractHandler } from './contract.handler';

const schema = {
  type: 'array',
  items: { type: 'object', required: ['id'], properties: { day: { type: 'string', format: 'date' } } },
};
const check = (data: { id?: number; day?: string }[]) =>
  contractHandler.execute({ data, schema }, createContext());

describe('contract', () => {
  it('hands on data that keeps it', async () => {
    const data = [{ id: 1, day: '2024-02-29' }];
    expect(await check(data)).toEqual({ valid: true, data });
  });

  it('says where data breaks it', async () => {
    await expect(check([{ id: 1 }, {}, { id: 2, day: '2023-02-29' }])).rejects.toMatchObject({
      code: 'contract-broken',
      retryable: false,
      message: expect.stringContaining('2'),
      errors: [{ pointer: '/1/id' }, { pointer: '/2/day' }],
    });
  });

  it('lists the first twenty places', async () => {
    await expect(check(Array.from({ length: 30 }, () => ({})))).rejects.toMatchObject({
      message: expect.stringContaining('30'),
      errors: Array(20).fill(expect.objectContaining({ code: 'missing-field' })),
    });
  });

  it('refuses a schema that cannot be trusted', async () => {
    const request = contractHandler.execute(
      { data: 1, schema: { $ref: 'https://example.com/schema' } },
      createContext(),
    );
    await expect(request).rejects.toMatchObject({ code: 'unsafe-schema' });
  });
});
