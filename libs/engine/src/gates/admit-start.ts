import type { MaestroError } from '@maestro/problems';
import type { StartOrigin } from '@maestro/tenancy';
import type { Engine } from '../engine';
import { askGates, type Said } from './ask-gates';
import { holdOf, type GateHold } from './gate-hold';
import { runToStart, type Beginning } from './run-to-start';

/** Whether a run may be made, and what it is held back for. */
export type Admittance = { hold: GateHold | null } | { refused: MaestroError };

/** Asks the gates about runs that are about to be made; where there are none, nothing is asked. */
export async function admitStarts(engine: Engine, runs: readonly Beginning[]): Promise<Admittance[]> {
  if (engine.startGates.length === 0) return runs.map(() => ({ hold: null }));
  const said = await askGates(engine, runs.map(runToStart));
  return said.map((answer, i) => admittanceOf(answer, runs[i]?.origin ?? 'api'));
}

function admittanceOf(said: Said, origin: StartOrigin): Admittance {
  return said.kind === 'refuse' ? { refused: said.error } : { hold: holdOf(said, origin) };
}
