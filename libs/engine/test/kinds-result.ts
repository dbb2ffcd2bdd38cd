import { unspill, type ArtifactRef } from '@maestro/artifacts';
import type { Json } from '@maestro/dsl';
import type { Harness } from './harness';

/** A result that lies in the artifact store. */
export function readResultText({ engine, tenantId }: Harness, ref: Json): Promise<Json> {
  return unspill(engine.artifacts, tenantId, { artifact: ref as unknown as ArtifactRef });
}
