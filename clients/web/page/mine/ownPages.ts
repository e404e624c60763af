/** The pages of one of the reader's own lists that have been read so far. */

import { texts } from "../../ui/texts";

interface PageOf<T> {
  readonly entries: readonly T[];
  readonly next: string | null;
}

export interface OwnPages<T> {
  readonly entries: readonly T[];
  readonly hasMore: boolean;
  /** The text in the place of the list: that it is loading, that it can't be read, or that there is `nothing`. */
  note(nothing: string): string;
  more(): Promise<void>;
  /** Read all pages again that have been read. */
  refresh(): Promise<void>;
}

/** The pages that `read` returns, from the one after an entry on; null stands for a failure. */
export function ownPages<T>(read: (after: { after?: string }) => Promise<PageOf<T> | null>): OwnPages<T> {
  let pages: readonly PageOf<T>[] = [];
  let failed = false;
  let reading = false;
  const readPages = async (before: readonly PageOf<T>[], count: number) => {
    if (reading) return;
    reading = true;
    const found = [...before];
    while (found.length < count) {
      const next = found.at(-1)?.next;
      if (next === null) break;
      const page = await read(next === undefined ? {} : { after: next });
      failed = page === null;
      if (page === null) break;
      found.push(page);
    }
    if (!failed) pages = found;
    reading = false;
  };
  return {
    get entries() {
      return pages.flatMap((page) => page.entries);
    },
    get hasMore() {
      return typeof pages.at(-1)?.next === "string";
    },
    note(nothing) {
      if (failed && pages.length === 0) return texts().following.unavailable;
      if (pages.length === 0) return texts().following.loading;
      return pages.some((page) => page.entries.length > 0) ? "" : nothing;
    },
    more: () => readPages(pages, pages.length + 1),
    refresh: () => readPages([], Math.max(1, pages.length)),
  };
}
