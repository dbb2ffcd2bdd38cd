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
