/**
 * The view of a route. The lists and the page of an item are files of their own: the first load has one of them, and the
 * others are loaded as soon as the browser has time.
 */

import type { AuctionClient, BidderRest } from "auction-client";
import type { View } from "../ui/dom";
import type { MinePlace } from "./mine/minePage";
import type { Route } from "./routes";
import type { Reader } from "./sales/itemCard";

/** What a view is made of. */
export interface Means {
  readonly client: AuctionClient;
  readonly rest: BidderRest;
  readonly reader: Reader;
  join(): void;
}

export type MakeView = (means: Means) => View;

/** Load the function that makes the view of a route. */
export async function loadView(route: Route): Promise<MakeView> {
  if (route.page === "item") {
    const { itemPage } = await import("./item/itemPage");
    return ({ client, rest, reader, join }) => itemPage(client, rest, reader, route.id, join);
  }
  const { salePage, salesPage, minePage } = await import("./lists");
  switch (route.page) {
    case "auction":
      return ({ client, rest, reader }) => salePage(client, rest, reader, route.id);
    case "mine":
      return ({ client, rest, reader, join }) => minePage(client, rest, reader, route.id as MinePlace, join);
    case "sales":
      return ({ client, rest, reader }) => salesPage(client, rest, reader);
  }
}

/** Load the other views and the dialogs once the browser has time, so that going there needs no wait and no connection. */
export function loadOthers(): void {
  const load = () => void Promise.allSettled([import("./item/itemPage"), import("./lists"), import("./frame/dialogs")]);
  if ("requestIdleCallback" in window) requestIdleCallback(load, { timeout: 3_000 });
  else setTimeout(load, 1_000);
}
