import { resolve } from 'node:path';

/** Root of the repository: the same place seen from `src` and from `dist`. */
export const repositoryRoot = resolve(__dirname, '../../..');
