export interface Feed {
  /** Address of the catalogue. */
  url: string;
  /** How often the catalogue was asked for. */
  requests(): number;
  /** Answers wait from now on. */
  hold(): void;
  /** Lets go of the answers that wait. */
  release(): void;
  close(): Promise<void>;
}

export function startFeed(options?: { port?: number }): Promise<Feed>;
