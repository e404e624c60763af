/** Listings of items, and changes of items and sales. */

import type { Format } from "./items.js";

/** A value of the house's own metadata; a fraction is sent as a text. */
export type Scalar = string | number | boolean;

/**
 * Changes of an item. A field that is absent stays, and null takes it back to its default.
 *
 * `metadata` is merged by name, and null removes a name. The fields that are not named here are the contract's rules,
 * which can change until the item opens.
 */
export interface ItemPatch {
  readonly title?: string;
  readonly description?: string | null;
  readonly condition?: string | null;
  readonly images?: readonly string[] | null;
  readonly image_url?: string | null;
  readonly lot?: string | null;
  readonly estimate_low?: number | null;
  readonly estimate_high?: number | null;
  readonly metadata?: Readonly<Record<string, Scalar | null>> | null;
  readonly format?: Format | null;
  readonly start_price?: number;
  readonly opens_at?: number | null;
  readonly ends_at?: number | null;
  readonly reserve?: number | null;
  readonly [rule: string]: unknown;
}

/** Changes of a sale, in the same form. The terms of a sale can change until one of its items opens. */
export interface AuctionPatch {
  readonly title?: string;
  readonly currency?: string | null;
  readonly approval?: boolean | null;
  readonly spending_limit?: number | null;
  readonly sequence?: { readonly gap_s: number } | null;
  readonly [term: string]: unknown;
}

/** A listing: the fields of a new item of which it is made, without those that have their defaults. */
export type Listing = Readonly<Record<string, unknown>> & { readonly title: string; readonly start_price: number };
