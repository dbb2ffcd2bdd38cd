import type { ExitCode } from './exit-code';

/** A refusal of the command line itself: what is wrong, the exit code, and how to put it right. */
export class CliFault extends Error {
  constructor(
    readonly exitCode: ExitCode,
    message: string,
    readonly fix?: string,
  ) {
    super(message);
    this.name = 'CliFault';
  }
}

/** The user pressed Ctrl-C: what runs on the server goes on, the command ends. */
export class Interrupted extends Error {
  constructor() {
    super('interrupted');
    this.name = 'Interrupted';
  }
}
