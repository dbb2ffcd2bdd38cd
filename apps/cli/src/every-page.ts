interface Page<T> {
  data: T[];
  page: { next: string | null };
}

/** All items of a list, page after page. */
export async function everyPage<T>(
  read: (query: { limit: number; after?: string }) => Promise<Page<T>>,
): Promise<T[]> {
  const items: T[] = [];
  for (let after: string | null | undefined; after !== null;) {
    const answer = await read({ limit: 200, ...(after === undefined ? {} : { after }) });
    items.push(...answer.data);
    after = answer.page.next;
  }
  return items;
}
