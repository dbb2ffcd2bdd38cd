/** Of one request to a provider: servers take more, and what is lost with one costs less. */
const BATCH = { texts: 64, bytes: 256 * 1024 };

/** Cuts a list of texts into those of one request each; a text that is too long goes alone. */
export function* batchesOf(texts: readonly string[]): Generator<string[]> {
  let batch: string[] = [];
  let bytes = 0;
  for (const text of texts) {
    const more = Buffer.byteLength(text);
    if (batch.length > 0 && (batch.length === BATCH.texts || bytes + more > BATCH.bytes)) {
      yield batch;
      [batch, bytes] = [[], 0];
    }
    batch.push(text);
    bytes += more;
  }
  if (batch.length > 0) yield batch;
}
