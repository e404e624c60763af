/** The way around an item: the breadcrumb, and the lots before and after it in the order of the sale. */

import type { AuctionClient, BidderRest, Item } from "auction-client";
import { h } from "../../ui/dom";
import { titleText } from "../../ui/text";
import { texts } from "../../ui/texts";
import { crumbs } from "./crumbs";
import { keepOrder, keptOrder, neighboursIn } from "./saleOrders";

/** How long an item is shown before the whole order of its sale is read, so that the item comes first. */
const ORDER_AFTER_MS = 1_000;

const titles = new Map<string, string>();

export interface WayAround {
  readonly element: HTMLElement;
  update(item: Item): void;
  dispose(): void;
}

export function wayAround(client: AuctionClient, rest: BidderRest): WayAround {
  const words = texts().looking;
  const way = crumbs();
  const previous = h("a", { class: "neighbour previous", "data-test": "previous" }, words.previous);
  const next = h("a", { class: "neighbour next", "data-test": "next" }, words.next);
  const links = h("nav", { class: "neighbours", "aria-label": words.neighbours }, previous, next);
  const element = h("div", { class: "way" }, way.element, links);
  let auctionId: string | null = null;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let unwatch = () => {};

  const drawNeighbours = (itemId: string, sale: string) => {
    const around = neighboursIn(keptOrder(sale) ?? [], itemId);
    point(previous, around.previous);
    point(next, around.next);
  };
  const readOrder = (itemId: string, sale: string) => {
    unwatch = client.watchSale(sale, (view) => {
      unwatch();
      keepOrder(sale, view);
      drawNeighbours(itemId, sale);
    });
  };
  point(previous, undefined);
  point(next, undefined);
  return {
    element,
    update(item) {
      const place = item.lot === null ? titleText(item.title) : texts().following.lot(item.lot);
      const title = titles.get(item.auction_id);
      if (title !== undefined) way.name(item.auction_id, title, place);
      if (auctionId !== null) return;
      auctionId = item.auction_id;
      drawNeighbours(item.item_id, item.auction_id);
      if (keptOrder(item.auction_id)?.includes(item.item_id) !== true) {
        timer = setTimeout(() => readOrder(item.item_id, item.auction_id), ORDER_AFTER_MS);
      }
      void rest.auction(item.auction_id, { limit: 1 }).then((answer) => {
        if (!answer.ok) return;
        titles.set(item.auction_id, answer.title);
        way.name(item.auction_id, answer.title, place);
      });
    },
    dispose() {
      clearTimeout(timer);
      unwatch();
    },
  };
}

/** Point a link to an item; without one it keeps its place, and can't be used. */
function point(link: HTMLAnchorElement, itemId: string | undefined): void {
  if (itemId === undefined) {
    link.removeAttribute("href");
    link.setAttribute("aria-disabled", "true");
  } else {
    link.href = `#/item/${encodeURIComponent(itemId)}`;
    link.removeAttribute("aria-disabled");
  }
}
