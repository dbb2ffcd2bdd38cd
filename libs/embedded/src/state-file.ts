import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { ProcessRecord } from './process-identity';
import { StackError } from './stack-error';

/** What the next launcher must know of one server. */
export interface ServerState {
  password: string;
  /** Kept after a stop: the next start prefers it, so that addresses stay the same. */
  port?: number;
  /** Absent after an orderly stop. */
  process?: ProcessRecord;
}

export interface PostgresState extends ServerState {
  /** Where data and binaries lie when the server's user cannot reach the state folder. */
  externalHome?: string;
}

/** Read and written by the code that handles either server. */
export interface ServerSlot {
  read(): ServerState | undefined;
  write(state: ServerState): void;
}

export interface StackState {
  postgres?: PostgresState;
  redis?: ServerState;
}

const FILE = 'state.json';

/** The launcher's memory: passwords, ports and processes, readable by its owner only. */
export class StateFile {
  private constructor(
    private readonly path: string,
    private current: StackState,
  ) {}

  /** @throws StackError `state-unusable` when the file is damaged. */
  static open(stateDir: string): StateFile {
    const path = join(stateDir, FILE);
    return new StateFile(path, read(path));
  }

  get state(): Readonly<StackState> {
    return this.current;
  }

  slot(server: keyof StackState): ServerSlot {
    return {
      read: () => this.current[server],
      write: (state) => this.update({ [server]: state }),
    };
  }

  /** Replaces the named parts and writes the whole atomically: a launcher killed midway leaves the old text. */
  update(parts: StackState): void {
    this.current = { ...this.current, ...parts };
    const draft = `${this.path}.new`;
    writeFileSync(draft, `${JSON.stringify(this.current, null, 2)}\n`, { mode: 0o600 });
    renameSync(draft, this.path);
  }
}

function read(path: string): StackState {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return {};
    throw error;
  }
  try {
    return JSON.parse(text) as StackState;
  } catch (cause) {
    throw new StackError(
      'state-unusable',
      `${path} is damaged: remove its folder to start with empty servers.`,
      { cause },
    );
  }
}
