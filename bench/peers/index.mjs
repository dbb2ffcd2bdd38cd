/** The peers by name. A peer that cannot be used is left out, with the reason. */
import { join } from 'node:path';
import { peerContestant } from './contestant.mjs';

/** @returns the contestants that could be loaded */
export async function loadPeers(names, onMissing) {
  const peers = [];
  for (const name of names) {
    try {
      peers.push(await peerContestant(join(import.meta.dirname, `${name}.mjs`)));
    } catch (error) {
      onMissing(name, error);
    }
  }
  return peers;
}
