import type { TenantTx } from '@maestro/persistence';
import { noteDimensions, type CollectionRow } from './collection';
import { putIn } from './document.store';
import { isLocal } from './embedder';
import { forgetPaid } from './embedding/paid-vectors';
import { embeddedTexts, lengthOfVectors, type PreparedDocument } from './prepare-document';

/** Writes documents into a collection that is locked; gives the collection as it is then. */
export async function writePrepared(
  tx: TenantTx,
  locked: CollectionRow,
  documents: readonly PreparedDocument[],
): Promise<CollectionRow> {
  const collection = await noteDimensions(tx, locked, lengthOfVectors(documents));
  await putIn(tx, collection, documents);
  const { embedding } = collection;
  if (embedding !== null && !isLocal(embedding)) await forgetPaid(tx, embedding, embeddedTexts(documents));
  return collection;
}
