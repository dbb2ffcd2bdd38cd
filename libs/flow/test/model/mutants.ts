/**
 * Faults that somebody could build into the engine, each by forgetting one sentence of its design. The model plays
 * them all; every one must break a rule.
 */
export const mutants = {
  noFence: 'a completion does not compare tokens',
  noStateCheck: 'a completion does not compare the status of its row',
  blindClaim: 'a claim takes whatever its message names',
  tokenReuse: 'the attempt after a rescue gets the token of the one before',
  reviveEnded: 'an edge makes a successor ready that was cancelled meanwhile',
  lostDecrement: 'a successor that completes in the same batch loses its decrement',
  repeatCountsAgain: 'a completion that changed nothing decides edges all the same',
  forgetsTaken: 'after a lost answer nobody asks what had been claimed',
  noRefill: 'what the queue forgot is not dispatched again',
  rescueLive: 'the lease is judged by another clock than the one that renews it',
  reviveSession: 'a late heartbeat revives a session that was given up',
  parkWithoutLook: 'what parks does not look for what came before',
  signalTwice: 'a signal is not marked in the statement that hands it over',
  cancelIgnoresRunning: 'the heartbeat does not tell a worker to stop',
  cancelledNotCounted: 'the end of a cancelled task is not counted',
  retryForever: 'a retry does not ask how many attempts there were',
  releaseCounts: 'an attempt that is handed back unbegun is counted',
  parentIgnoresChild: 'a map does not look whether its items failed',
  skipNotPropagated: 'a skip decides no edges',
  skipNotSwept: 'a skip that nobody completed is not found',
  pauseIgnored: 'the continuation does not read the control word',
  windingIgnored: 'the claim does not read the control word',
  waitKept: 'what ends a wait leaves its row behind',
  endsOverLive: 'a run ends when its sinks have, without a look for live tasks',
  failureForgotten: 'a failure that nothing handles leaves the control word as it is',
} as const;

/** One of them, or null for the engine as it is. */
export type Mutant = keyof typeof mutants | null;
