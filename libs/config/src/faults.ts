import type { Setting } from './setting';

/** Which share of statements and of messages goes wrong on purpose, and the seed of the dice that choose them. */
export interface FaultPlan {
  readonly seed: number;
  /** Of statements: so many fail before, fail after they took place, and come 50 ms late. */
  readonly db: number;
  /** Of messages: so many are dropped, and so many come twice. */
  readonly queue: number;
  /** In ms since the epoch: from then on nothing goes wrong any more. 0 for never. */
  readonly until: number;
}

/** Says of each occasion whether it goes wrong. */
export type Chance = () => boolean;

/** The places where faults are put in; absent where nothing is to go wrong there. */
export interface FaultPoints {
  readonly database?: Chance;
  readonly queue?: Chance;
}

/** A setting such as `seed=1;db=0.02;queue=0.1`; what is left out counts as 0. */
export function faultPlan({
  env,
  description,
}: Pick<Setting<unknown>, 'env' | 'description'>): Setting<FaultPlan | undefined> {
  return {
    env,
    description,
    expects:
      'seed=<whole number>;db=<share from 0 to 1>;queue=<share from 0 to 1>;until=<ms since the epoch>, each where it is wanted',
    fallback: null,
    required: false,
    secret: false,
    parse,
  };
}

const shapes = { seed: /^\d{1,10}$/, db: /^(0(\.\d+)?|1)$/, queue: /^(0(\.\d+)?|1)$/, until: /^\d{1,15}$/ };

function parse(text: string): FaultPlan | null {
  const plan = { seed: 0, db: 0, queue: 0, until: 0 };
  const seen = new Set<string>();
  for (const part of text.split(';')) {
    const [name = '', value = '', ...rest] = part.split('=').map((word) => word.trim());
    if (!isPart(name) || seen.has(name) || rest.length > 0 || !shapes[name].test(value)) return null;
    seen.add(name);
    plan[name] = Number(value);
  }
  return plan;
}

function isPart(name: string): name is keyof typeof shapes {
  return Object.hasOwn(shapes, name);
}

/**
 * The fault points of one process. `salt` tells processes of one plan apart: each throws dice of its own.
 * Without a plan there are none, and what would ask them runs as if they did not exist.
 */
export function faultPoints(plan: FaultPlan | undefined, salt: number): FaultPoints {
  if (!plan) return {};
  const point = (rate: number, place: number) =>
    rate > 0 ? before(plan.until, chance(rate, plan.seed + salt * 31 + place)) : undefined;
  return { database: point(plan.db, 1), queue: point(plan.queue, 2) };
}

function before(until: number, hits: Chance): Chance {
  return until === 0 ? hits : () => Date.now() < until && hits();
}

/** Xorshift: good enough to choose victims, and the same each time. */
function chance(rate: number, seed: number): Chance {
  let state = Math.imul(seed + 1, 0x9e3779b1) || 1;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) / 2 ** 32 < rate;
  };
}
