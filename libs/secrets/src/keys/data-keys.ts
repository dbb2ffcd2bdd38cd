import { randomBytes } from 'node:crypto';
import {
  activeDataKey,
  insertDataKey,
  insertMasterKey,
  newId,
  type DataKeyRow,
  type TenantTx,
} from '@maestro/persistence';
import type { KeyWrapper } from './key-wrapper';

const KEY_BYTES = 32;
/** Opened keys a process remembers, and for how long: a key management service is asked seldom. */
const REMEMBERED = 1_000;
const FRESH_MS = 300_000;

/** A data key, open. */
export interface DataKey {
  id: string;
  key: Buffer;
}

/** The data keys of tenants: made where one is missing, opened with the master key that sealed it. */
export class DataKeys {
  private readonly opened = new Map<string, { key: Buffer; until: number }>();

  constructor(private readonly wrapper: KeyWrapper) {}

  /** The key that seals for the tenant now. */
  async active(tx: TenantTx): Promise<DataKey> {
    const known = await activeDataKey(tx);
    return known ? { id: known.id, key: await this.open(tx.tenantId, known) } : this.make(tx);
  }

  /** Opens a key of the tenant. */
  async open(tenantId: string, row: DataKeyRow): Promise<Buffer> {
    // The text is part of the name: a row that somebody changed is never answered from memory.
    const name = `${tenantId} ${row.id} ${row.masterKeyId} ${row.wrapped.toString('base64')}`;
    const now = performance.now();
    const known = this.opened.get(name);
    if (known && known.until > now) return known.key;
    const key = await this.wrapper.unwrap(row.wrapped, row.masterKeyId, bindingOf(tenantId, row.id));
    if (this.opened.size >= REMEMBERED) this.opened.clear();
    this.opened.set(name, { key, until: now + FRESH_MS });
    return key;
  }

  /** Makes the tenant's key; of several who try at once, all get the one that came first. */
  async make(tx: TenantTx): Promise<DataKey> {
    const id = newId();
    const key = randomBytes(KEY_BYTES);
    const { currentId } = this.wrapper;
    await insertMasterKey(tx, { id: currentId, checkValue: await this.checkValue(currentId) });
    const wrapped = await this.wrapper.wrap(key, bindingOf(tx.tenantId, id));
    if (await insertDataKey(tx, { id, masterKeyId: currentId, wrapped })) return { id, key };
    const first = await activeDataKey(tx);
    if (!first) throw new Error('a tenant has no active data key');
    return { id: first.id, key: await this.open(tx.tenantId, first) };
  }

  /** The same key, sealed under the current master key; null where it is already. */
  async rewrapped(tenantId: string, row: DataKeyRow): Promise<Omit<DataKeyRow, 'id'> | null> {
    const { currentId } = this.wrapper;
    if (row.masterKeyId === currentId) return null;
    const key = await this.open(tenantId, row);
    return { masterKeyId: currentId, wrapped: await this.wrapper.wrap(key, bindingOf(tenantId, row.id)) };
  }

  async checkValue(masterKeyId: string): Promise<Buffer> {
    const value = await this.wrapper.checkValue(masterKeyId);
    if (!value) throw new Error(`the master key "${masterKeyId}" is not known to this process`);
    return value;
  }

  /** The master key that seals now. */
  get masterKeyId(): string {
    return this.wrapper.currentId;
  }
}

function bindingOf(tenantId: string, keyId: string): readonly string[] {
  return ['maestro/data-key', tenantId, keyId];
}
