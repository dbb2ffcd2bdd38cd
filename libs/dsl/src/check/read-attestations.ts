import type { Cursor } from '../document/tree';
import { limits } from '../limits';
import type { RequiredAttestation } from '../plan';
import type { Reader } from './reader';
import { lengths, nameForms, shapes } from './vocabulary';

/** What has to be stated before a run may start. */
export function readAttestations(reader: Reader, cursor: Cursor | undefined): RequiredAttestation[] {
  const items = (cursor && reader.list(cursor)) ?? [];
  if (cursor && items.length > limits.attestations) {
    reader.fault(cursor, { mst: 'MST1207', message: `more than ${limits.attestations} attestations` });
    return [];
  }
  return items.flatMap((item) => {
    const given = reader.object(item, shapes.attestation);
    const type = given && reader.text(given.predicate_type, lengths.predicateType);
    if (!given || type === null) return [];
    return {
      predicate_type: type,
      subject: reader.text(given.subject, lengths.subject),
      signed_by: reader.name(given.signed_by, nameForms.signer),
    };
  });
}
