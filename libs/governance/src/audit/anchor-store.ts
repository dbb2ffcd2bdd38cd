import { mkdir, open } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';

/**
 * Where signed heads are written down outside of the database, so that whoever owns the database cannot make a shorter chain
 * of it unseen. Appends only; a line may come twice.
 */
export interface AnchorStore {
  /** Answers once the lines are durable. */
  append(lines: readonly string[]): Promise<void>;
}

/** A file of JSON lines that others may read, and this user append to. */
export function createFileAnchorStore(path: string): AnchorStore {
  const target = resolve(path);
  return {
    append: async (lines) => {
      await mkdir(dirname(target), { recursive: true, mode: 0o700 });
      const file = await open(target, 'a', 0o644);
      try {
        await file.appendFile(lines.map((line) => `${line}\n`).join(''));
        await file.sync();
      } finally {
        await file.close();
      }
    },
  };
}
