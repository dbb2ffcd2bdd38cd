import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createFileArtifactStore } from './file-store';
import { artifactStoreContract } from './testing';

const tenant = 'ten_a';
const text = { mediaType: 'text/plain' };
let dir: string;

beforeEach(async () => {
  dir = join(await mkdtemp(join(tmpdir(), 'maestro-artifacts-')), 'store');
});
afterEach(() => rm(join(dir, '..'), { recursive: true }));

describe('createFileArtifactStore', () => {
  artifactStoreContract(async (options) => createFileArtifactStore(dir, options));

  async function files(): Promise<string[]> {
    const entries = await readdir(dir, { recursive: true, withFileTypes: true });
    return entries.filter((entry) => entry.isFile()).map(({ parentPath, name }) => join(parentPath, name));
  }

  it('lets nobody else read', async () => {
    await createFileArtifactStore(dir).put(tenant, Buffer.from('private'), text);
    const [file] = await files();
    expect((await stat(String(file))).mode & 0o777).toBe(0o600);
    for (const directory of [dir, join(dir, tenant), join(String(file), '..')])
      expect((await stat(directory)).mode & 0o777).toBe(0o700);
  });

  it('leaves nothing behind when a put fails', async () => {
    const store = createFileArtifactStore(dir, { maxBytes: 10 });
    await expect(store.put(tenant, Buffer.alloc(11), text)).rejects.toMatchObject({
      code: 'output-too-large',
    });
    expect(await files()).toEqual([]);
  });

  it('tells damage from content, and a new put heals it', async () => {
    const store = createFileArtifactStore(dir);
    const { digest } = await store.put(tenant, Buffer.from('whole'), text);
    const [file] = await files();
    await writeFile(String(file), 'whale');
    await expect(store.get(tenant, digest)).rejects.toMatchObject({ code: 'internal', retryable: false });
    await store.put(tenant, Buffer.from('whole'), text);
    expect((await readFile(String(file))).toString()).toBe('whole');
    expect(await files()).toHaveLength(1);
  });
});
