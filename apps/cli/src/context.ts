import type { Client } from '@maestro/client';
import { connect } from './connection';
import type { Environment, Output } from './output';
import { printableJson } from './text/printable';

export type Format = 'table' | 'json';

/** The process as a command sees it. */
export interface Host {
  env: Environment;
  folder: string;
  stdin: AsyncIterable<Uint8Array> & { isTTY?: boolean };
  out: Output;
  err: Output;
  /** Aborts with Interrupted at the first Ctrl-C. */
  signal: AbortSignal;
}

/** The options every command has. */
export interface GlobalOptions {
  server?: string;
  output?: Format;
  /** False under `--no-input`. */
  input: boolean;
}

/** What a command works with: results go to `out`, everything said about them to `err`. */
export class Context {
  readonly out: Output;
  readonly err: Output;
  readonly signal: AbortSignal;
  readonly json: boolean;
  private client: Client | undefined;

  constructor(
    readonly host: Host,
    readonly options: GlobalOptions,
  ) {
    this.out = host.out;
    this.err = host.err;
    this.signal = host.signal;
    this.json = options.output === 'json';
  }

  /** The client of the server in question. Throws CliFault where none is named, or no key. */
  connect(): Client {
    this.client ??= connect(this.options.server, this.host.env, this.host.folder);
    return this.client;
  }

  printJson(value: unknown): void {
    this.out.line(printableJson(value, 2));
  }
}
