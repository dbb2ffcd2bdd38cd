/** One call, as it came in. */
export interface Call {
  /** `POST /tickets` */
  line: string;
  body: { model?: string } | null;
}

export interface Ticket {
  id: number;
  title: string;
  priority: string;
  records: string[];
}

export interface Servers {
  /** `127.0.0.1:7480` */
  host: string;
  calls: Call[];
  /** What is filed now, the oldest first. */
  tickets(): Ticket[];
  close(): Promise<void>;
}

/** @param options port: one of its own unless told */
export function startServers(options?: { port?: number }): Promise<Servers>;
