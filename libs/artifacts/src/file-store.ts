import { MaestroError } from '@maestro/problems';
import { createHash, randomUUID } from 'node:crypto';
import { mkdir, open, readFile, rename, rm, stat, type FileHandle } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { artifactKey, checkTenant, digestOf } from './artifact-key';
import type { ArtifactContent, ArtifactRef, ArtifactStore } from './artifact-store';

const privately = { recursive: true, mode: 0o700 };

export interface FileStoreOptions {
  /** Bytes of one artifact; 256 MiB unless said otherwise. */
  maxBytes?: number;
}

/**
 * Keeps artifacts as files: `<dir>/<tenant>/<two digits>/<the other digits>`, readable by this user alone.
 *
 * A file appears under its name only when all of it is on disk, so readers need no lock, and a crash leaves at
 * most a nameless file in `<dir>/<tenant>/incoming`. `dir` itself should exist: it is usually a mounted volume.
 */
export function createFileArtifactStore(dir: string, options: FileStoreOptions = {}): ArtifactStore {
  return new FileArtifactStore(resolve(dir), options.maxBytes ?? 256 * 1024 * 1024);
}

class FileArtifactStore implements ArtifactStore {
  constructor(
    private readonly dir: string,
    private readonly maxBytes: number,
  ) {}

  async put(
    tenantId: string,
    content: ArtifactContent,
    options: { mediaType: string },
  ): Promise<ArtifactRef> {
    const incoming = join(this.dir, checkTenant(tenantId), 'incoming');
    await mkdir(incoming, privately);
    const temporary = join(incoming, randomUUID());
    try {
      const { hex, size } = await this.write(temporary, content);
      const path = this.pathOf(tenantId, digestOf(hex));
      await mkdir(dirname(path), privately);
      await rename(temporary, path);
      await this.syncUpwards(dirname(path));
      return { digest: digestOf(hex), size, media_type: options.mediaType };
    } catch (error) {
      await rm(temporary, { force: true });
      throw error;
    }
  }

  async get(tenantId: string, digest: string): Promise<Buffer> {
    const bytes = await readFile(this.pathOf(tenantId, digest)).catch(missing);
    if (bytes === null) throw new MaestroError('not-found', 'There is no such artifact.');
    if (digestOf(createHash('sha256').update(bytes).digest('hex')) !== digest)
      throw new MaestroError('internal', `The stored artifact ${digest} is damaged.`, { retryable: false });
    return bytes;
  }

  async has(tenantId: string, digest: string): Promise<boolean> {
    return (await stat(this.pathOf(tenantId, digest)).catch(missing)) !== null;
  }

  private async write(path: string, content: ArtifactContent): Promise<{ hex: string; size: number }> {
    const file = await open(path, 'wx', 0o600);
    try {
      const written = await this.copy(content, file);
      await file.sync();
      return written;
    } finally {
      await file.close();
    }
  }

  private async copy(content: ArtifactContent, file: FileHandle): Promise<{ hex: string; size: number }> {
    const hash = createHash('sha256');
    let size = 0;
    for await (const chunk of content instanceof Uint8Array ? [content] : content) {
      size += chunk.byteLength;
      if (size > this.maxBytes)
        throw new MaestroError('output-too-large', `An artifact may have at most ${this.maxBytes} bytes.`);
      hash.update(chunk);
      await file.writeFile(chunk);
    }
    return { hex: hash.digest('hex'), size };
  }

  /** A directory is an entry of its parent: without syncing that too, a power cut loses the whole branch. */
  private async syncUpwards(directory: string): Promise<void> {
    for (let path = directory; path.length >= this.dir.length; path = dirname(path))
      await syncDirectory(path);
  }

  private pathOf(tenantId: string, digest: string): string {
    const { tenant, hex } = artifactKey(tenantId, digest);
    return join(this.dir, tenant, hex.slice(0, 2), hex.slice(2));
  }
}

async function syncDirectory(directory: string): Promise<void> {
  const handle = await open(directory, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

function missing(error: NodeJS.ErrnoException): null {
  if (error.code === 'ENOENT') return null;
  throw error;
}
