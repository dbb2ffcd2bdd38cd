import { Client } from 'pg';

/** Runs `work` on one connection and closes it. */
export async function connected<T>(url: string, work: (client: Client) => Promise<T>): Promise<T> {
  const client = new Client({ connectionString: url });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

/** One statement on a connection of its own. */
export function query<R extends object>(url: string, text: string, values?: unknown[]): Promise<R[]> {
  return connected(url, async (client) => (await client.query<R>(text, values)).rows);
}

let count = 0;

/** Makes an empty database on the server of `ownerUrl`, named after the one there so that it is cleaned up with it. */
export async function withEmptyDatabase<T>(ownerUrl: string, work: (url: string) => Promise<T>): Promise<T> {
  const url = new URL(ownerUrl);
  const name = `${url.pathname.slice(1)}_${(count += 1)}`;
  await query(ownerUrl, `CREATE DATABASE ${name} TEMPLATE template0`);
  try {
    url.pathname = `/${name}`;
    return await work(url.toString());
  } finally {
    await query(ownerUrl, `DROP DATABASE ${name} WITH (FORCE)`);
  }
}

/** The SQLSTATE with which `work` was refused, or null where it was not. */
export async function refusal(work: Promise<unknown>): Promise<string | null> {
  try {
    await work;
    return null;
  } catch (error) {
    return (error as { code?: string }).code ?? String(error);
  }
}
