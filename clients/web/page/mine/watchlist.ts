/** The reader's watchlist: the ids of its items, and the star that puts an item on it. */

import type { AuctionClient, BidderRest, Unsubscribe } from "auction-client";
import { h } from "../../ui/dom";
import { titleText } from "../../ui/text";
import { texts } from "../../ui/texts";

const PAGES_MAX = 10;

export class WatchedItems {
  private ids = new Set<string>();
  private user: string | null = null;
  private readonly listeners = new Set<() => void>();

  constructor(
    client: AuctionClient,
    private readonly rest: BidderRest,
    private readonly join: () => void,
  ) {
    client.identity.subscribe((identity) => {
      const user = identity?.user_id ?? null;
      if (user === this.user) return;
      this.user = user;
      this.ids = new Set();
      this.notify();
      void this.load();
    });
  }

  has(itemId: string): boolean {
    return this.ids.has(itemId);
  }

  /** Call `listener` at every change. */
  subscribe(listener: () => void): Unsubscribe {
    this.listeners.add(listener);
    return () => void this.listeners.delete(listener);
  }

  /** Put an item on the list, or take it from there; a reader who is not signed in is asked to join. */
  async toggle(itemId: string): Promise<void> {
    if (this.user === null) return this.join();
    const wanted = !this.ids.has(itemId);
    this.set(itemId, wanted);
    const answer = await (wanted ? this.rest.own.addToWatchlist(itemId) : this.rest.own.takeFromWatchlist(itemId));
    if (!answer.ok) this.set(itemId, !wanted);
  }

  private set(itemId: string, listed: boolean): void {
    if (listed) this.ids.add(itemId);
    else this.ids.delete(itemId);
    this.notify();
  }

  private async load(): Promise<void> {
    const user = this.user;
    let after: string | null = null;
    for (let page = 0; user !== null && page < PAGES_MAX; page++) {
      const answer: Awaited<ReturnType<BidderRest["own"]["watchlist"]>> = await this.rest.own.watchlist(
        after === null ? {} : { after },
      );
      if (user !== this.user || !answer.ok) return;
      for (const { item_id } of answer.items) this.ids.add(item_id);
      this.notify();
      after = answer.next_after;
      if (after === null) return;
    }
  }

  private notify(): void {
    for (const listener of [...this.listeners]) listener();
  }
}

/** The button with a star; `draw` shows whether the item is on the list. */
export function star(watched: WatchedItems, itemId: string): { readonly element: HTMLElement; draw(title: string): void } {
  const element = h("button", { type: "button", class: "star", "data-test": "watch" });
  element.addEventListener("click", () => void watched.toggle(itemId));
  return {
    element,
    draw(title) {
      const label = texts().following.watch(titleText(title));
      if (element.getAttribute("aria-label") !== label) element.setAttribute("aria-label", label);
      element.setAttribute("aria-pressed", String(watched.has(itemId)));
    },
  };
}
