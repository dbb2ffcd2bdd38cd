import type { StateFile } from './state-file';

/** What starting either server needs to know of the stack it belongs to. */
export interface ServerSetup {
  stateDir: string;
  /** Holds unpacked server programs; may be shared by several state folders. */
  cacheDir: string;
  stateFile: StateFile;
  postgresSettings?: Readonly<Record<string, string>>;
  log(line: string): void;
}
