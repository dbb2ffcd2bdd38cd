import { createHash } from 'node:crypto';
import type { ArtifactStore } from '../artifact-store';

const text = { mediaType: 'text/plain' };
const tenant = '01890f3c-0000-7000-8000-000000000001';
const other = '01890f3c-0000-7000-8000-000000000002';

/**
 * What every make of the artifact store does, as Jest tests; call it inside a `describe`. `create` answers a
 * store that is empty, whose limit is `maxBytes` for one artifact.
 */
export function artifactStoreContract(
  create: (options: { maxBytes: number }) => Promise<ArtifactStore>,
): void {
  const limit = 1024 * 1024;
  let store: ArtifactStore;
  beforeEach(async () => {
    store = await create({ maxBytes: limit });
  });

  it('gives back what was put, under the digest of its bytes', async () => {
    const bytes = Buffer.from([0, 1, 2, 255]);
    const ref = await store.put(tenant, bytes, { mediaType: 'application/octet-stream' });
    expect(ref).toEqual({ digest: digestOf(bytes), size: 4, media_type: 'application/octet-stream' });
    expect(await store.get(tenant, ref.digest)).toEqual(bytes);
    expect(await store.has(tenant, ref.digest)).toBe(true);
  });

  it('takes a stream, and nothing at all', async () => {
    const ref = await store.put(tenant, chunks('one ', 'two ', 'three'), text);
    expect((await store.get(tenant, ref.digest)).toString()).toBe('one two three');
    const empty = await store.put(tenant, chunks(), text);
    expect(empty).toMatchObject({ digest: digestOf(Buffer.alloc(0)), size: 0 });
    expect(await store.get(tenant, empty.digest)).toHaveLength(0);
  });

  it('keeps tenants apart', async () => {
    const { digest } = await store.put(tenant, Buffer.from('mine'), text);
    expect(await store.has(other, digest)).toBe(false);
    await expect(store.get(other, digest)).rejects.toMatchObject({ code: 'not-found' });
  });

  it('takes the same content many times at once', async () => {
    const content = Buffer.alloc(200_000, 'x');
    const refs = await Promise.all(Array.from({ length: 20 }, () => store.put(tenant, content, text)));
    expect(new Set(refs.map(({ digest }) => digest)).size).toBe(1);
    expect(await store.get(tenant, digestOf(content))).toEqual(content);
  });

  it('says what is not there', async () => {
    const digest = digestOf(Buffer.from('never put'));
    expect(await store.has(tenant, digest)).toBe(false);
    await expect(store.get(tenant, digest)).rejects.toMatchObject({ code: 'not-found' });
  });

  it('refuses what is larger than its limit, also in a stream', async () => {
    await store.put(tenant, Buffer.alloc(limit), text);
    const large = Buffer.alloc(limit + 1);
    await expect(store.put(tenant, large, text)).rejects.toMatchObject({ code: 'output-too-large' });
    const half = 'x'.repeat(limit / 2);
    await expect(store.put(tenant, chunks(half, half, 'x'), text)).rejects.toMatchObject({
      code: 'output-too-large',
    });
    expect(await store.has(tenant, digestOf(large))).toBe(false);
  });

  it('stores nothing of a stream that breaks', async () => {
    const broken = (async function* () {
      yield Buffer.from('half');
      throw new Error('broken');
    })();
    await expect(store.put(tenant, broken, text)).rejects.toThrow('broken');
    expect(await store.has(tenant, digestOf(Buffer.from('half')))).toBe(false);
  });

  it.each(['', '..', '../x', 'a/b', 'a\\b', '/etc', 'A', 'x'.repeat(65), 'a\0', 'a.b', 'a\n'])(
    'E117 refuses the tenant %j',
    async (id) => {
      const digest = digestOf(Buffer.alloc(0));
      await expect(store.put(id, Buffer.alloc(0), text)).rejects.toMatchObject({ code: 'invalid-id' });
      await expect(store.get(id, digest)).rejects.toMatchObject({ code: 'invalid-id' });
      await expect(store.has(id, digest)).rejects.toMatchObject({ code: 'invalid-id' });
    },
  );

  it.each([
    '',
    'sha256:',
    'abc',
    `sha256:${'A'.repeat(64)}`,
    `sha256:${'a'.repeat(63)}/`,
    `md5:${'a'.repeat(64)}`,
    `../${'a'.repeat(64)}`,
    `sha256:${'a'.repeat(64)}\n`,
  ])('E117 refuses the digest %j', async (digest) => {
    await expect(store.get(tenant, digest)).rejects.toMatchObject({ code: 'invalid-id' });
    await expect(store.has(tenant, digest)).rejects.toMatchObject({ code: 'invalid-id' });
  });
}

function digestOf(bytes: Buffer): string {
  return `sha256:${createHash('sha256').update(bytes).digest('hex')}`;
}

async function* chunks(...parts: string[]): AsyncIterable<Buffer> {
  for (const part of parts) yield Buffer.from(part);
}
