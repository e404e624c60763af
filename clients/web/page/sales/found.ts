/** The items that a search has found so far, page by page, each as it stands now. */

import type { BidderRest, Item, Refusal, SaleItem, SearchTerms } from "auction-client";
import { hasEnded } from "../../ui/statuses";
import { isAfter } from "../item/positions";

export const PAGE_ITEMS = 24;
/** The most items that one search returns. */
const LIMIT_MAX = 100;

export class Found {
  private shown: readonly Item[] = [];
  private after: string | null | undefined;
  private loading = false;

  constructor(
    private readonly rest: BidderRest,
    private readonly terms: SearchTerms,
    private readonly pageItems = PAGE_ITEMS,
  ) {}

  get items(): readonly Item[] {
    return this.shown;
  }

  /** Whether a page has been read. */
  get isRead(): boolean {
    return this.after !== undefined;
  }

  /** Whether there is a further page. */
  get hasMore(): boolean {
    return typeof this.after === "string";
  }

  /** Read the next page; return the refusal, or null. */
  async more(): Promise<Refusal | null> {
    if (this.loading || this.after === null) return null;
    this.loading = true;
    const place = this.after === undefined ? {} : { after: this.after };
    const answer = await this.rest.catalogue.search({ ...this.terms, ...place, limit: this.pageItems });
    this.loading = false;
    if (!answer.ok) return answer.error;
    this.after = answer.next_after;
    this.take(answer.items);
    return null;
  }

  /** Read the items again as they stand now, the first ones by one search. */
  async refresh(): Promise<Refusal | null> {
    if (!this.isRead) return this.more();
    const limit = Math.min(Math.max(this.pageItems, this.shown.length), LIMIT_MAX);
    const answer = await this.rest.catalogue.search({ ...this.terms, limit });
    if (!answer.ok) return answer.error;
    const known = new Set(this.shown.map((item) => item.item_id));
    const found = new Set(answer.items.map((item) => item.item_id));
    // What a later page would show stays out. A list without a further page shows the new items at its end.
    this.take(this.hasMore ? answer.items.filter((item) => known.has(item.item_id)) : answer.items);
    // An item that the search finds no longer has changed: it has ended, for example.
    const lost = this.shown.slice(0, limit).filter((item) => !found.has(item.item_id) && !hasEnded(item.status));
    const read = await Promise.all(lost.map((item) => this.rest.item(item.item_id)));
    this.take(read.flatMap((item) => (item.ok ? [item] : [])));
    return null;
  }

  /** Take items in: those that are known are replaced by later states, others come last. */
  take(items: readonly Item[]): void {
    const byId = new Map(this.shown.map((item) => [item.item_id, item]));
    for (const item of items) {
      const known = byId.get(item.item_id);
      if (known === undefined || !isAfter(known, item)) byId.set(item.item_id, item);
    }
    this.shown = [...byId.values()];
  }

  /** Take in the states of a sale's items; return whether an item has changed. */
  follow(states: ReadonlyMap<string, SaleItem>): boolean {
    const next = this.shown.map((item) => followed(item, states.get(item.item_id)));
    const changed = next.some((item, at) => item !== this.shown[at]);
    if (changed) this.shown = next;
    return changed;
  }
}

/** The item in a state that its sale shows, unless it is known in a later one. */
export function followed(item: Item, state: SaleItem | undefined): Item {
  if (state === undefined || !isAfter(state, item)) return item;
  return { ...item, ...state };
}
