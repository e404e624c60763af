/**
 * The sales and their items, read over HTTP again every few seconds.
 *
 * For a list one answer is better than a room per item: only the page of an item is live.
 */

import type { AuctionClient, AuctionRest, AuctionWithItems, Item } from "auction-client";
import { countdown, type Countdown } from "../../ui/countdown";
import { h, setText, type View } from "../../ui/dom";
import { handleElement } from "../../ui/handle";
import { atMoment } from "../../ui/fallingClock";
import { traitsOf } from "../../ui/formats";
import { formatMoney } from "../../ui/money";
import { titleText } from "../../ui/text";
import { texts } from "../../ui/texts";
import { drawStatus, hasEnded, takesBids, statusBadge } from "../../ui/statuses";

const REFRESH_MS = 5_000;
const SALES_MAX = 10;

/** The page of one sale, or of the newest ones. */
export function salesPage(client: AuctionClient, rest: AuctionRest, auctionId?: string): View {
  const message = h("p", { class: "quiet", "data-test": "message" }, texts().common.loading);
  const sales = h("div", {});
  const element = h("div", { class: "wide" }, message, sales);
  const shown = new Map<string, Sale>();
  let disposed = false;

  const refresh = async () => {
    if (document.hidden) return;
    const answer = await loadSales(rest, auctionId);
    if (disposed) return;
    setText(message, answer.problem);
    for (const auction of answer.sales) {
      const known = shown.get(auction.auction_id) ?? saleSection(auction, () => client.serverNow());
      shown.set(auction.auction_id, known);
      if (!known.element.isConnected) sales.append(known.element);
      known.update(auction.items);
    }
  };
  const timer = setInterval(() => void refresh(), REFRESH_MS);
  void refresh();
  return {
    element,
    dispose() {
      disposed = true;
      clearInterval(timer);
      for (const sale of shown.values()) sale.dispose();
    },
  };
}

async function loadSales(rest: AuctionRest, auctionId?: string) {
  const ids = auctionId === undefined ? await newestSales(rest) : [auctionId];
  if (ids === null) return { sales: [], problem: texts().sales.notLoaded };
  const answers = await Promise.all(ids.map((id) => rest.auction(id)));
  const sales = answers.flatMap((answer): AuctionWithItems[] => (answer.ok ? [answer] : []));
  return { sales, problem: sales.length > 0 ? "" : texts().sales.none };
}

async function newestSales(rest: AuctionRest): Promise<string[] | null> {
  const answer = await rest.auctions();
  return answer.ok ? answer.auctions.slice(0, SALES_MAX).map((auction) => auction.auction_id) : null;
}

interface Sale extends View {
  update(items: readonly Item[]): void;
}

function saleSection(auction: AuctionWithItems, serverNow: () => number): Sale {
  const href = `#/auction/${encodeURIComponent(auction.auction_id)}`;
  const title = h("a", { href, dir: "auto" }, titleText(auction.title));
  const by = h("p", { class: "quiet" }, texts().sales.by, handleElement(auction.auctioneer, false));
  const cards = h("ul", { class: "cards" });
  const element = h("section", { class: "sale", "data-test": "sale" }, h("h1", {}, title), by, cards);
  const shown = new Map<string, ItemCard>();
  return {
    element,
    update(items) {
      for (const item of items) {
        const card = shown.get(item.item_id) ?? itemCard(item, serverNow);
        shown.set(item.item_id, card);
        if (!card.element.isConnected) cards.append(card.element);
        card.update(item);
      }
    },
    dispose() {
      for (const card of shown.values()) card.dispose();
    },
  };
}

type ItemCard = Countdown;

function itemCard(item: Item, serverNow: () => number): ItemCard {
  const badge = statusBadge();
  const price = h("span", { class: "card-price" });
  const count = h("span", { class: "quiet" });
  const clock = countdown(serverNow);
  const href = `#/item/${encodeURIComponent(item.item_id)}`;
  const link = h("a", { href, dir: "auto" }, titleText(item.title));
  const element = h(
    "li",
    { class: "card item-card", "data-test": "item", "data-item": item.item_id },
    h("div", { class: "card-head" }, badge, clock.element),
    h("h2", {}, link),
    h("p", { class: "card-line" }, price, count),
  );
  return {
    element,
    update(latest) {
      const next = atMoment(latest, serverNow());
      drawStatus(badge, next.status);
      setText(price, formatMoney(next.price, next.currency));
      setText(count, countText(next));
      clock.element.hidden = hasEnded(next.status) || (takesBids(next.status) && next.ends_at === null);
      clock.update(next);
    },
    dispose: () => clock.dispose(),
  };
}

function countText(item: Item): string {
  const words = texts().sales;
  const count = item.bid_count;
  if (traitsOf(item).secret && !hasEnded(item.status)) return words.sealedBids;
  return count === 0 ? words.noBids : words.bids(count);
}
