import { createHmac } from 'node:crypto';
import { open, seal, type Binding } from './envelope';

/**
 * Where data keys of tenants are sealed: master keys of the environment, or a key management service that keeps its keys to
 * itself.
 */
export interface KeyWrapper {
  /** The master key that seals now. */
  readonly currentId: string;
  /** Seals a data key under the current master key. */
  wrap(dataKey: Buffer, binding: Binding): Promise<Buffer>;
  /** @throws Error where the master key is not known here, or the binding is another one */
  unwrap(wrapped: Buffer, masterKeyId: string, binding: Binding): Promise<Buffer>;
  /** Tells the key with this id from any other; null where there is none here. It reveals nothing of the key. */
  checkValue(masterKeyId: string): Promise<Buffer | null>;
}

/** Wraps with keys that this process holds: the first one seals, all of them open. */
export function createLocalKeyWrapper(
  keys: readonly { readonly id: string; readonly key: Buffer }[],
): KeyWrapper {
  const [current] = keys;
  if (!current) throw new Error('there is no master key');
  const known = new Map(keys.map(({ id, key }) => [id, key]));
  return {
    currentId: current.id,
    wrap: (dataKey, binding) => Promise.resolve(seal(current.key, dataKey, [...binding, current.id])),
    unwrap: async (wrapped, masterKeyId, binding) => {
      const key = known.get(masterKeyId);
      if (!key) throw new Error(`the master key "${masterKeyId}" is not known to this process`);
      return Promise.resolve(open(key, wrapped, [...binding, masterKeyId]));
    },
    checkValue: (masterKeyId) => {
      const key = known.get(masterKeyId);
      return Promise.resolve(
        key ? createHmac('sha256', key).update('maestro/master-key-check').digest() : null,
      );
    },
  };
}
