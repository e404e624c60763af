/**
 * One sale with its items, kept up to date by the sale's feed.
 *
 * The feed has prices and statuses. Titles, lots and rules are read over HTTP, again when an item appears that is not
 * known, and when the console itself has changed something.
 */

import type { AuctionClient, AuctionRest, AuctionWithItems, Item, Refusal, SaleItem, Unsubscribe } from "auction-client";
import { upToDate } from "./saleItems";

const PAGES_MAX = 40;
const REREAD_MS = 400;
const RETRY_MS = 2_000;

export class LiveSale {
  private read: AuctionWithItems | null = null;
  private states: ReadonlyMap<string, SaleItem> = new Map();
  private items_: readonly Item[] = [];
  private readonly listeners = new Set<() => void>();
  private readonly unwatch: Unsubscribe;
  private timer: ReturnType<typeof setTimeout> | undefined;
  private isOver = false;

  constructor(
    client: AuctionClient,
    private readonly rest: AuctionRest,
    readonly auctionId: string,
    private readonly refused: (refusal: Refusal) => void,
  ) {
    this.unwatch = client.watchSale(auctionId, ({ items }) => {
      const before = this.states;
      this.states = items;
      // The feed has neither the fields of a new item, nor the pause of a whole sale, nor the winners.
      const isNews = (state: SaleItem) => !this.isKnown(state.item_id) || isMore(before.get(state.item_id), state);
      if (this.read !== null && [...items.values()].some(isNews)) this.readSoon(REREAD_MS);
      this.show();
    });
  }

  /** The sale; null until it has been read. */
  get auction(): AuctionWithItems | null {
    return this.read;
  }

  /** The items in the order of the sale, without those that were deleted. */
  get items(): readonly Item[] {
    return this.items_;
  }

  get currency(): string {
    return this.read?.currency ?? "EUR";
  }

  /** Call `listener` at every change, until the returned function is called. */
  subscribe(listener: () => void): Unsubscribe {
    this.listeners.add(listener);
    return () => void this.listeners.delete(listener);
  }

  /** Read the sale and all its items; return whether that has worked. */
  async refresh(): Promise<boolean> {
    clearTimeout(this.timer);
    this.timer = undefined;
    const items: Item[] = [];
    let sale: AuctionWithItems | null = null;
    let after: string | null = null;
    for (let page = 0; page < PAGES_MAX; page++) {
      const answer: Awaited<ReturnType<AuctionRest["auction"]>> = await this.rest.auction(
        this.auctionId,
        after === null ? {} : { after },
      );
      if (this.isOver) return false;
      if (!answer.ok) {
        this.refused(answer.error);
        if (answer.error.code !== "not_found") this.readSoon(RETRY_MS);
        return false;
      }
      sale ??= answer;
      items.push(...answer.items);
      after = answer.next_after;
      if (after === null) break;
    }
    this.read = sale && { ...sale, items };
    this.show();
    return true;
  }

  dispose(): void {
    this.isOver = true;
    clearTimeout(this.timer);
    this.unwatch();
    this.listeners.clear();
  }

  private isKnown(itemId: string): boolean {
    return this.read?.items.some((item) => item.item_id === itemId) ?? false;
  }

  private readSoon(ms: number): void {
    this.timer ??= setTimeout(() => void this.refresh(), ms);
  }

  private show(): void {
    const read = this.read?.items ?? [];
    this.items_ = read
      .map((item) => upToDate(item, this.states.get(item.item_id)))
      .filter((item) => item.status !== "deleted");
    for (const listener of [...this.listeners]) listener();
  }
}

/** Whether an item has been paused or resumed, or sold or awarded. */
function isMore(before: SaleItem | undefined, now: SaleItem): boolean {
  if (before === undefined) return false;
  const isSold = now.status === "sold" && before.seq !== now.seq;
  return isSold || (before.status === "paused") !== (now.status === "paused");
}
