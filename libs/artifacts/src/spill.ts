import type { Json } from '@maestro/dsl';
import type { ArtifactRef, ArtifactStore } from './artifact-store';

/** Beyond this many bytes of JSON a value lives beside its row, not in it. */
export const inlineLimitBytes = 256 * 1024;

/** A value as a row keeps it: itself, or the name of the artifact that holds it. */
export type Stored = { inline: Json; artifact?: never } | { inline?: never; artifact: ArtifactRef };

/** Puts a value into an artifact where its JSON has more than `limitBytes` bytes. Throws what `put` throws. */
export async function spill(request: {
  store: ArtifactStore;
  tenantId: string;
  value: Json;
  limitBytes?: number;
}): Promise<Stored> {
  const { store, tenantId, value, limitBytes = inlineLimitBytes } = request;
  const text = JSON.stringify(value);
  // A string has at least as many bytes as UTF-16 units: most large values are found out without encoding them.
  if (text.length <= limitBytes && Buffer.byteLength(text) <= limitBytes) return { inline: value };
  return { artifact: await store.put(tenantId, Buffer.from(text), { mediaType: 'application/json' }) };
}

/** The value that was spilled. Throws what `get` throws. */
export async function unspill(store: ArtifactStore, tenantId: string, stored: Stored): Promise<Json> {
  if (stored.artifact === undefined) return stored.inline;
  return JSON.parse((await store.get(tenantId, stored.artifact.digest)).toString()) as Json;
}

/** A JSON text as a row keeps it: itself, or the name of the artifact that holds it. */
export type StoredText = { text: string; artifact?: never } | { text?: never; artifact: ArtifactRef };

/**
 * Puts a JSON text that comes in pieces into an artifact where it has more than `limitBytes` bytes. No more than that is
 * in memory at once, and a piece. Throws what `put` and the pieces throw.
 */
export async function spillText(request: {
  store: ArtifactStore;
  tenantId: string;
  text: AsyncIterable<string | Uint8Array>;
  limitBytes?: number;
}): Promise<StoredText> {
  const { store, tenantId, limitBytes = inlineLimitBytes } = request;
  const pieces = request.text[Symbol.asyncIterator]();
  const head: Uint8Array[] = [];
  for (let size = 0; size <= limitBytes;) {
    const { done, value } = await pieces.next();
    if (done) return { text: Buffer.concat(head).toString() };
    const bytes = Buffer.from(value);
    head.push(bytes);
    size += bytes.byteLength;
  }
  return { artifact: await store.put(tenantId, rest(head, pieces), { mediaType: 'application/json' }) };
}

async function* rest(
  head: readonly Uint8Array[],
  pieces: AsyncIterator<string | Uint8Array>,
): AsyncGenerator<Uint8Array> {
  yield* head;
  for (let piece = await pieces.next(); !piece.done; piece = await pieces.next())
    yield Buffer.from(piece.value);
}
