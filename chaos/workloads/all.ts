import { cancelled, late, paused } from './control';
import { httpEffect, retried, shellEffect } from './effects';
import { compensated, decides, looped, mapped, nested, waits } from './flow';
import { alwaysFails, chain, diamond, fan } from './graphs';
import { queued, rationed, slotted } from './limits';
import { approved, signalled } from './people';
import type { Workload } from './workload';

export const workloads: readonly Workload[] = [
  chain,
  fan,
  diamond,
  alwaysFails,
  httpEffect,
  retried,
  shellEffect,
  cancelled,
  waits,
  decides,
  mapped,
  looped,
  nested,
  compensated,
  signalled,
  approved,
  paused,
  late,
  slotted,
  queued,
  rationed,
];
