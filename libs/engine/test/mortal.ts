import { createEngine, type Engine } from '../src';
import type { Harness } from './harness';

/** An engine whose process dies with its `lives`-th statement: before that, or once it has taken place. */
export function mortal(
  harness: Harness,
  lives: number,
  after: boolean,
): { engine: Engine; died: () => boolean } {
  let left = lives;
  const dying = async <T>(work: () => Promise<T>): Promise<T> => {
    left -= 1;
    if (left < 0 || (left === 0 && !after)) throw new Error('the process is gone');
    const result = await work();
    if (left <= 0) throw new Error('the process is gone');
    return result;
  };
  const { database, artifacts } = harness.engine;
  const engine = createEngine({
    artifacts,
    database: {
      ...database,
      query: (statement, values) => dying(() => database.query(statement, values)),
      relaxed: (statement, values) => dying(() => database.relaxed(statement, values)),
      transaction: (work) => dying(() => database.transaction(work)),
    },
    dispatcher: {
      dispatch: async (tasks) => {
        if (left > 0) harness.inbox.push(...tasks);
      },
      close: async () => undefined,
    },
  });
  return { engine, died: () => left <= 0 };
}
