import { createLoop, type Loop, type LoopSetting } from './loop';

/** What signs heads of the audit chain and writes them down: rounds that return how many those were. */
export interface Anchoring {
  batch: number;
  anchor(): Promise<number>;
}

/** Signs and anchors heads of the audit chain when that is due. */
export function createAnchorLoop({ batch, anchor }: Anchoring, setting: LoopSetting): Loop {
  return createLoop({ name: 'anchor', batch, run: anchor }, setting);
}
