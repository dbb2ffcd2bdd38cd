import { celEnv, isCelList, isCelMap, type CelList, type CelMap, type CelValue } from '@bufbuild/cel';
import { evaluation } from './scope';

const scalars = celEnv().funcs.find('_==_');

/** CEL equality; each element that is looked at is charged, since lists may share structure without bound. */
export function equals(left: CelValue, right: CelValue): boolean {
  evaluation().budget.charge(1);
  if (left === right) return true;
  if (isCelList(left)) return isCelList(right) && equalLists(left, right);
  if (isCelMap(left)) return isCelMap(right) && equalMaps(left, right);
  return scalars?.call(0, undefined, [left, right]) === true;
}

export function includes(value: CelValue, list: CelList): boolean {
  for (const item of list) if (equals(item, value)) return true;
  return false;
}

function equalLists(left: CelList, right: CelList): boolean {
  if (left.size !== right.size) return false;
  for (let index = 0; index < left.size; index += 1) {
    if (!equals(left.get(index) ?? null, right.get(index) ?? null)) return false;
  }
  return true;
}

function equalMaps(left: CelMap, right: CelMap): boolean {
  if (left.size !== right.size) return false;
  for (const [key, value] of left) {
    const other = right.get(key);
    if (other === undefined || !equals(value, other)) return false;
  }
  return true;
}
