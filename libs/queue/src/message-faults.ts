/** Passes messages on, well or badly. */
export type Disturb = <T>(messages: readonly T[]) => readonly T[];

export const undisturbed: Disturb = (messages) => messages;

/** Drops and doubles those that `hits` chooses; one doubled comes before its neighbours, so that order breaks too. */
export function disturbing(hits: () => boolean): Disturb {
  return <T>(messages: readonly T[]) => {
    const passed: T[] = [];
    for (const message of messages) {
      if (hits()) continue;
      passed.push(message);
      if (hits()) passed.unshift(message);
    }
    return passed;
  };
}
