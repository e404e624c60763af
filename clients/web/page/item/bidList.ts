/**
 * The latest bids, newest on top; those that were taken back are struck out. The number of rows is bounded.
 *
 * Each row has a place of a fixed height and slides to it, so that a new bid moves nothing else on the page.
 */

import { isOwn, type Bid, type Identity, type Item, type ItemView } from "auction-client";
import { h, setText } from "../../ui/dom";
import { traitsOf } from "../../ui/formats";
import { handleElement } from "../../ui/handle";
import { formatMoney } from "../../ui/money";
import { hasEnded } from "../../ui/statuses";
import { takesEarlyBids } from "./bidding/early";
import { texts } from "../../ui/texts";
import { timeText } from "../../ui/texts/locale";

const ROWS_MAX = 50;
/** A longer amount is set in smaller type. */
const LONG_CHARS = 14;

export interface BidList {
  readonly element: HTMLElement;
  update(view: ItemView, me: Identity | null): void;
  /** Show the number of watchers. */
  setWatchers(count: number): void;
}

interface Row {
  readonly element: HTMLElement;
  /** Show that the bid was taken back. */
  strike(): void;
}

export function bidList(): BidList {
  const rows = h("ol", { class: "rows", tabindex: "0", "aria-labelledby": "bids-title", "data-test": "bids" });
  const more = h("p", { class: "quiet", "data-test": "more-bids" });
  const title = h("h2", { id: "bids-title" }, texts().item.bids.title);
  const watchers = h("span", { class: "quiet", "data-test": "watchers" });
  const head = h("div", { class: "bids-head" }, title, watchers);
  const element = h("section", { class: "card bids", "aria-labelledby": "bids-title" }, head, rows, more);
  const drawn = new Map<number, Row>();
  let shownFor: string | undefined;
  let shownEpoch: number | undefined;

  const drop = (seq: number, { element }: Row) => {
    element.remove();
    drawn.delete(seq);
  };
  const place = (bids: readonly Bid[]) =>
    [...bids].reverse().forEach(({ seq }, place) => drawn.get(seq)?.element.style.setProperty("--place", String(place)));

  return {
    element,
    update(view, me) {
      const { item } = view;
      const bids = view.bids.slice(-ROWS_MAX);
      const known = new Set(bids.map((bid) => bid.seq));
      // Rows that are still right stay in place; a list that was replaced is drawn anew.
      const newest = Math.max(-1, ...drawn.keys());
      const isNew = shownFor !== me?.handle || shownEpoch !== view.epoch || (newest >= 0 && !known.has(newest));
      for (const [seq, row] of drawn) if (isNew || !known.has(seq)) drop(seq, row);
      for (const bid of bids) {
        if (isNew || bid.seq > newest) {
          const added = row(bid, item.currency, me);
          drawn.set(bid.seq, added);
          rows.prepend(added.element);
        }
        if (bid.retracted) drawn.get(bid.seq)?.strike();
      }
      place(bids);
      shownFor = me?.handle;
      shownEpoch = view.epoch;
      rows.style.setProperty("--rows", String(bids.length));
      element.classList.toggle("live", !hasEnded(item.status) && !traitsOf(item).secret);
      setText(more, moreText(item, bids.length));
    },
    setWatchers: (count) => setText(watchers, texts().item.bids.watching(count)),
  };
}

function row(bid: Bid, currency: string, me: Identity | null): Row {
  const at = new Date(bid.at);
  const time = h("time", { class: "quiet", datetime: at.toISOString() }, timeText(at));
  const amount = h("span", { class: "amount" }, amountText(bid, currency));
  amount.classList.toggle("long", amountText(bid, currency).length > LONG_CHARS);
  const attributes = { "data-test": "bid-row", "data-seq": String(bid.seq) };
  const element = h("li", attributes, handleElement(bid.bidder, isOwn(bid.bidder, me)), time, amount);
  return {
    element,
    strike() {
      if (element.dataset.retracted === "") return;
      element.dataset.retracted = "";
      // Screen readers do not read a struck-out line, so words replace the time.
      time.replaceWith(h("span", { class: "quiet" }, texts().item.bids.takenBack));
      amount.replaceChildren(h("s", {}, amountText(bid, currency)));
    },
  };
}

function amountText(bid: Bid, currency: string): string {
  const money = formatMoney(bid.amount, currency);
  return bid.quantity > 1 ? texts().item.bids.units(bid.quantity, money) : money;
}

/** The line under the rows. */
export function moreText(item: Item, shown: number): string {
  const count = item.bid_count;
  const ended = hasEnded(item.status);
  const { maximum, secret } = traitsOf(item);
  const words = texts().item.bids;
  if (secret && !ended) return words.afterTheClose;
  if (count > 0) return count > shown && shown > 0 ? words.earlier(count - shown) : "";
  if (ended) return maximum || secret ? words.noneAtAll : words.noneSoldAtAll;
  if (takesEarlyBids(item)) return texts().bidding.button.scheduled;
  return maximum ? words.none : words.noneSold;
}
