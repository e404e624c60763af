/**
 * Watches the items on which the reader was outbid: nobody is sent a message that an item which they do not lead has ended.
 */

import type { AuctionClient, Item, Unsubscribe } from "auction-client";
import { hasEnded } from "../../ui/statuses";
import type { OwnItem } from "./ownItems";

/** How many items are watched, those that the reader bid on last. */
const WATCHED_MAX = 20;

export class OutbidWatches {
  private readonly watches = new Map<string, Unsubscribe>();

  constructor(
    private readonly client: AuctionClient,
    private readonly changed: (item: Item) => void,
  ) {}

  /** Watch the items among these on which the reader was outbid, and no others. */
  follow(items: ReadonlyMap<string, OwnItem>): void {
    const wanted = new Set(outbidIn(items).slice(0, WATCHED_MAX));
    for (const [itemId, unwatch] of this.watches) {
      if (wanted.has(itemId)) continue;
      this.watches.delete(itemId);
      unwatch();
    }
    for (const itemId of wanted) {
      if (!this.watches.has(itemId)) {
        this.watches.set(itemId, this.client.watch(itemId, ({ item }) => this.watches.has(itemId) && this.changed(item)));
      }
    }
  }
}

/** The items that have not ended and that another bidder leads, the latest first. */
export function outbidIn(items: ReadonlyMap<string, OwnItem>): string[] {
  const outbid = [...items].filter(([, { item, standing }]) => standing === "outbid" && !hasEnded(item.status));
  return outbid.sort(([, one], [, other]) => other.at - one.at).map(([itemId]) => itemId);
}
