/**
 * Task kinds that workflows may name although no worker of this version serves them: such a task waits for one
 * that does. What they take is not fixed yet, so any input passes.
 */
export const knownKinds: Readonly<Record<string, string>> = {
};
