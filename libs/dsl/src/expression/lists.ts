import type { CelList, CelValue } from '@bufbuild/cel';
import { limits } from '../limits';
import { evaluation } from './scope';

const LIST = Symbol.for('@bufbuild/cel/list');

/**
 * What `a + b` of two lists gives. The macros build their result as `result + [element]`, once per element: the
 * longest list of a chain owns the tip of a shared array and grows it in place, so a macro over n elements costs
 * n and not n². Shorter lists keep seeing their own length.
 */
class GrowingList {
  readonly [LIST] = {};
  readonly size: number;

  constructor(private readonly items: CelValue[]) {
    this.size = items.length;
  }

  plus(tail: CelList): GrowingList {
    const items = this.tip();
    for (const item of tail) items.push(item);
    return new GrowingList(items);
  }

  append(item: CelValue): GrowingList {
    const items = this.tip();
    items.push(item);
    return new GrowingList(items);
  }

  get(index: number): CelValue | undefined {
    return index < this.size ? this.items[index] : undefined;
  }

  *values(): IterableIterator<CelValue> {
    for (let index = 0; index < this.size; index += 1) yield this.items[index] ?? null;
  }

  private tip(): CelValue[] {
    return this.items.length === this.size ? this.items : copyOf(this.items.slice(0, this.size));
  }

  [Symbol.iterator](): IterableIterator<CelValue> {
    return this.values();
  }
}

export function concatenate(left: CelList, right: CelList): CelList {
  const { budget } = evaluation();
  if (left.size + right.size > limits.listLength)
    budget.refuse(`a list of more than ${limits.listLength} elements`);
  budget.charge(right.size);
  return growing(left).plus(right) as unknown as CelList;
}

/** One step of a macro that builds a list. */
export function append(list: CelList, item: CelValue): CelList {
  return growing(list).append(item) as unknown as CelList;
}

function growing(list: CelList): GrowingList {
  return list instanceof GrowingList ? list : new GrowingList(copyOf(Array.from(list)));
}

function copyOf(items: CelValue[]): CelValue[] {
  evaluation().budget.charge(items.length);
  return items;
}
