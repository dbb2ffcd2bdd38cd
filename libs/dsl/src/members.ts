import type { Json, JsonObject } from './json';

/** Sets an own member, also where its name is `__proto__`: plain assignment would change the prototype. */
export function setMember(object: JsonObject, key: string, value: Json): void {
  if (key === '__proto__')
    Object.defineProperty(object, key, { value, enumerable: true, configurable: true, writable: true });
  else object[key] = value;
}
