import type { Address } from './metrics-server';

/** What the preload started, for whoever asks later. */
interface Started {
  metrics: Promise<Address | null>;
  shutdown: () => Promise<void>;
}

// The preload and the service may load this file as two modules; the process has one telemetry.
const key = Symbol.for('maestro.telemetry');
const holder = globalThis as { [key]?: Started };

export function remember(started: Started): void {
  holder[key] = started;
}

/** Where `/metrics` is served; null where telemetry was not started or its host could not be bound. */
export async function metricsAddress(): Promise<Address | null> {
  return (await holder[key]?.metrics) ?? null;
}

/** Sends what is still buffered. A service calls it last while it stops; never throws. */
export async function shutdownTelemetry(): Promise<void> {
  await holder[key]?.shutdown().catch(() => undefined);
}
