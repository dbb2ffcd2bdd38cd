/** Facts that never change once they are there: read once a process, the least recently used make room. */
export interface FactCache {
  get<T>(key: string, read: () => Promise<T>): Promise<T>;
}

const CAPACITY = 1_000;

export function createFactCache(capacity = CAPACITY): FactCache {
  const facts = new Map<string, Promise<unknown>>();
  return {
    get<T>(key: string, read: () => Promise<T>): Promise<T> {
      let fact = facts.get(key) as Promise<T> | undefined;
      if (fact) facts.delete(key);
      else {
        fact = read();
        fact.catch(() => facts.delete(key));
      }
      facts.set(key, fact);
      if (facts.size > capacity) facts.delete(facts.keys().next().value as string);
      return fact;
    },
  };
}
