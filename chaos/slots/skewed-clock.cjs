/**
 * Preloaded into the processes of a storm: their wall clock goes wrong by CHAOS_CLOCK_SKEW_MS, and is set as far wrong the other
 * way at SIGUSR2. No test build of the product is needed, and no shipped file knows of it.
 */
'use strict';

const Real = globalThis.Date;
let skewMs = Number(process.env.CHAOS_CLOCK_SKEW_MS ?? 0);
process.on('SIGUSR2', () => (skewMs = -skewMs));

const now = () => Real.now() + skewMs;
const Skewed = new Proxy(Real, {
  apply: () => new Real(now()).toString(),
  construct: (target, given, made) =>
    Reflect.construct(target, given.length === 0 ? [now()] : given, made === Skewed ? target : made),
  get: (target, key) => (key === 'now' ? now : Reflect.get(target, key)),
});
globalThis.Date = Skewed;
