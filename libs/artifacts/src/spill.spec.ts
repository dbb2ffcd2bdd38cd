import type { Json } from '@maestro/dsl';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createFileArtifactStore } from './file-store';
import { inlineLimitBytes, spill, spillText, unspill } from './spill';

let dir: string;
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'maestro-spill-'));
});
afterAll(() => rm(dir, { recursive: true }));

describe('spill', () => {
  const tenantId = 'ten_a';
  const store = () => createFileArtifactStore(dir);
  const spilled = (value: Json, limitBytes?: number) =>
    spill({ store: store(), tenantId, value, limitBytes });

  it('keeps a value of exactly the limit and moves one byte more', async () => {
    const fits = 'x'.repeat(inlineLimitBytes - 2);
    expect(await spilled(fits)).toEqual({ inline: fits });
    expect(await spilled(`${fits}x`)).toEqual({
      artifact: {
        digest: expect.stringMatching(/^sha256:/),
        size: inlineLimitBytes + 1,
        media_type: 'application/json',
      },
    });
  });

  it('counts bytes, not characters', async () => {
    expect(await spilled('äö', 6)).toEqual({ inline: 'äö' });
    expect(await spilled('äö', 5)).toHaveProperty('artifact');
  });

  it.each<[Json]>([[null], [false], [''], [{ a: [1, 'ä', { b: null }] }]])(
    'brings %j back either way',
    async (value) => {
      for (const limitBytes of [0, 1000])
        expect(await unspill(store(), tenantId, await spilled(value, limitBytes))).toEqual(value);
    },
  );

  it('finds a spilled value for its tenant only', async () => {
    const stored = await spilled('large', 0);
    await expect(unspill(store(), 'ten_b', stored)).rejects.toMatchObject({ code: 'not-found' });
  });
});

describe('spillText', () => {
  async function* pieces(...texts: (string | Uint8Array)[]) {
    yield* texts;
  }
  const spilled = (limitBytes: number, ...texts: (string | Uint8Array)[]) =>
    spillText({ store: createFileArtifactStore(dir), tenantId: 'ten_a', text: pieces(...texts), limitBytes });

  it('keeps a text of exactly the limit and moves one byte more', async () => {
    expect(await spilled(6, '["ä', Buffer.from('"]'))).toEqual({ text: '["ä"]' });
    const { artifact } = await spilled(5, '["ä', Buffer.from('"'), ']');
    expect(artifact?.size).toBe(6);
    expect(await unspill(createFileArtifactStore(dir), 'ten_a', { artifact: artifact! })).toEqual(['ä']);
  });

  it('throws what its pieces throw, before and behind the limit', async () => {
    async function* broken(head: string) {
      yield head;
      throw new Error('no more');
    }
    for (const head of ['', 'x'.repeat(10)]) {
      const request = {
        store: createFileArtifactStore(dir),
        tenantId: 'ten_a',
        text: broken(head),
        limitBytes: 5,
      };
      await expect(spillText(request)).rejects.toThrow('no more');
    }
  });
});
