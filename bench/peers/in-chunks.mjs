/** Work in chunks, so many at once: how every client submits. */

export async function inChunks(items, { size, atOnce }, work) {
  let next = 0;
  const one = async () => {
    for (let from = next; from < items.length; from = next) {
      next = from + size;
      await work(items.slice(from, from + size));
    }
  };
  await Promise.all(Array.from({ length: atOnce }, one));
}

/** Steps of the chains. */
export const lengths = { chain10: 10, chain5: 5, one: 1 };
