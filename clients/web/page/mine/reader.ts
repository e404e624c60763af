/** What every list of the page needs to know about the reader. */

import type { AuctionClient } from "auction-client";
import type { Reader } from "../sales/itemCard";
import type { OwnItems } from "./ownItems";
import type { WatchedItems } from "./watchlist";

export function readerOf(client: AuctionClient, own: OwnItems, watched: WatchedItems): Reader {
  return {
    own,
    watched,
    me: () => client.identity.value,
    now: () => client.serverNow(),
    earliestNow: () => client.earliestServerNow(),
    onOwnChange(listener) {
      const subscriptions = [own.subscribe(listener), watched.subscribe(listener), client.identity.subscribe(listener)];
      return () => subscriptions.forEach((unsubscribe) => unsubscribe());
    },
  };
}
