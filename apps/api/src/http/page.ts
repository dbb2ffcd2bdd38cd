import { ApiSchema } from '@nestjs/swagger';
import { decodeCursor, encodeCursor, type Page } from '@maestro/persistence';
import { MaestroError } from '@maestro/problems';
import { ShowsFlag, ShowsMany, ShowsOne, ShowsText } from './shows';

@ApiSchema({ name: 'Page' })
export class PageInfo {
  @ShowsText('Cursor of the next page: pass it as `after`. Null on the last page.', { nullable: true })
  next!: string | null;

  @ShowsFlag('Whether the list goes on.')
  has_more!: boolean;
}

export interface Listed<T> {
  data: T[];
  page: PageInfo;
}

type ItemClass<T> = new () => T;

/** The class of a page of items, as the API's description needs one for each. */
export function ListOf<T extends object>(item: ItemClass<T>, name: string): ItemClass<Listed<T>> {
  @ApiSchema({ name })
  class List implements Listed<T> {
    @ShowsMany(() => item, 'The rows of this page.')
    data!: T[];

    @ShowsOne(() => PageInfo, 'Where the list goes on.')
    page!: PageInfo;
  }
  return List;
}

/** How a list is told apart from others and where in it a row stands. */
export interface Listing<Row> {
  /** Name of the list; with all its order depends on. */
  list: string;
  keyOf(row: Row): string;
}

export function listed<Row, T>(
  { rows, hasMore }: Page<Row>,
  listing: Listing<Row>,
  show: (row: Row) => T,
): Listed<T> {
  const last = rows.at(-1);
  const next = hasMore && last !== undefined ? encodeCursor(listing.list, listing.keyOf(last)) : null;
  return { data: rows.map(show), page: { next, has_more: next !== null } };
}

/** @throws MaestroError `invalid-cursor` */
export function positionIn(list: string, after: string | null): string | null {
  if (after === null) return null;
  const key = decodeCursor(list, after);
  if (key === null) throw new MaestroError('invalid-cursor', 'The cursor is not one that this list gave.');
  return key;
}
