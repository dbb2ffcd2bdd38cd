import type { StackHost } from './host-process';

/** Jest loads set-up and tear-down apart from each other; only the global object is common to both. */
const held = globalThis as { maestroStackHost?: StackHost };

export function keepHost(host: StackHost): void {
  held.maestroStackHost = host;
}

export function takeHost(): StackHost | undefined {
  const host = held.maestroStackHost;
  delete held.maestroStackHost;
  return host;
}
