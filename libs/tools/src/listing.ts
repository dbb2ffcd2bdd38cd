import { canonicalJson, digest, type Json } from '@maestro/dsl';
import type { ListedTool } from '@maestro/persistence';

/** A tool under the digest of what its owner sees of it. */
export function listTool(tool: Omit<ListedTool, 'digest'>): ListedTool {
  const { name, description, input_schema, operation } = tool;
  const seen = { name, description, input_schema, operation: operation ?? null };
  return { ...tool, digest: digest(seen as unknown as Json) };
}

/** Of a whole listing, with the address it is for. */
export function listingDigest(url: string, tools: readonly ListedTool[]): string {
  const digests = tools.map(({ name, digest: own, side_effects }) => [name, own, side_effects]);
  return digest(canonicalJson([url, ...digests] as Json));
}

/** What differs between two listings, by the names of tools. */
export function compareListings(
  before: readonly ListedTool[],
  after: readonly ListedTool[],
): { added: string[]; removed: string[]; changed: string[] } {
  const [old, young] = [before, after].map((tools) => new Map(tools.map((tool) => [tool.name, tool.digest])));
  const names = (tools: readonly ListedTool[]) => tools.map(({ name }) => name);
  return {
    added: names(after).filter((name) => !old?.has(name)),
    removed: names(before).filter((name) => !young?.has(name)),
    changed: names(after).filter((name) => old?.has(name) && old.get(name) !== young?.get(name)),
  };
}

/** Whether two listings have other tools. Servers may list the same ones in any order. */
export function differs(
  { tools: before }: { tools: readonly ListedTool[] },
  { tools: after }: { tools: readonly ListedTool[] },
): boolean {
  const { added, removed, changed } = compareListings(before, after);
  return added.length + removed.length + changed.length > 0;
}
