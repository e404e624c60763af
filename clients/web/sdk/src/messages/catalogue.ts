/** Searches, and sales in files. */

import type { Item, Yours } from "./items.js";
import type { Page } from "./sales.js";

/** The terms of a search. `status` and `format` may name several, with commas between them. */
export interface SearchTerms extends Page {
  /** Words, each the beginning of a word of the title, the lot number or the description. */
  readonly q?: string;
  readonly status?: string;
  readonly format?: string;
  readonly auction_id?: string;
  readonly price_min?: number;
  readonly price_max?: number;
  readonly ends_before?: number;
  readonly sort?: "newest" | "ending" | "price" | "lot";
}

/** A page of the items that a search finds; `next_after` asks for the next page, null on the last. */
export interface ItemList {
  readonly items: readonly Item[];
  readonly next_after: string | null;
  /** The reader's own maxima and offers by item; absent without a token. */
  readonly yours?: Readonly<Record<string, Yours>>;
}

export type FileForm = "csv" | "json";

/** A fault of a file: the row, and the field, which is empty for the whole row. */
export interface RowFault {
  readonly row: number;
  readonly field: string;
  readonly message: string;
}

/** The result of an import or of its rehearsal; `faults` are the first of `fault_count`. */
export interface ImportAnswer {
  readonly dry_run: boolean;
  readonly rows: number;
  readonly created: number;
  readonly existing: number;
  readonly fault_count: number;
  readonly faults: readonly RowFault[];
}
