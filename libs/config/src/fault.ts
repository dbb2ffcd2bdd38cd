/** One thing wrong with the environment. Never holds a secret value. */
export interface ConfigFault {
  readonly env: string;
  readonly message: string;
}

/** The environment has faults. Lists all of them at once, so that one restart mends them all. */
export class ConfigError extends Error {
  readonly faults: readonly ConfigFault[];

  constructor(faults: readonly ConfigFault[]) {
    const lines = faults.map((fault) => `  - ${fault.env} ${fault.message}`);
    super(
      `The configuration has ${faults.length === 1 ? 'a fault' : `${faults.length} faults`}:\n${lines.join('\n')}`,
    );
    this.name = 'ConfigError';
    this.faults = faults;
  }
}
