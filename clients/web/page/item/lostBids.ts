/**
 * The notice that accepted bids of the reader were lost in a failure of the server and do not stand.
 *
 * The server names them again whenever the item is watched. A notice that was dismissed, or answered by a new bid,
 * does not come back.
 */

import type { BidLost, Item } from "auction-client";
import { button, h, setText } from "../../ui/dom";
import { formatMoney } from "../../ui/money";
import { texts } from "../../ui/texts";

const STORED_AS = "auction.lostBids";
const SEEN_MAX = 100;
/** How many bids the notice names, the latest ones. */
const NAMED_MAX = 5;

export interface LostBids {
  readonly element: HTMLElement;
  add(bid: BidLost): void;
  /** Dismiss the notice. */
  clear(): void;
  update(item: Item): void;
}

export function lostBids(): LostBids {
  // The text is set when the element is on the page already, so that a screen reader announces it at once.
  const text = h("span", { role: "alert", "data-test": "bid-lost" });
  const element = h("p", { class: "notice bid-lost", hidden: true }, text);
  let bids: BidLost[] = [];
  let item: Item | null = null;

  const draw = () => {
    element.hidden = bids.length === 0;
    setText(text, item === null ? "" : lostText(bids, item.currency));
  };
  const clear = () => {
    if (bids.length > 0) remember(bids.map((bid) => bid.bid_id));
    bids = [];
    draw();
  };
  element.append(button(texts().common.dismiss, { class: "link", "data-test": "bid-lost-dismiss" }, clear));
  return {
    element,
    clear,
    add(bid) {
      if (!seen().includes(bid.bid_id)) bids = [...bids, bid].slice(-NAMED_MAX);
      draw();
    },
    update(next) {
      item = next;
      draw();
    },
  };
}

/** The sentence about the bids; empty if there are none. */
export function lostText(bids: readonly BidLost[], currency: string): string {
  const amounts = bids.map((bid) => formatMoney(bid.amount, currency));
  const [first] = amounts;
  if (first === undefined) return "";
  const { lost } = texts().item;
  return amounts.length === 1 ? lost.bid(first) : lost.bids(amounts);
}

function seen(): string[] {
  try {
    const stored: unknown = JSON.parse(localStorage.getItem(STORED_AS) ?? "[]");
    return Array.isArray(stored) ? stored.filter((each) => typeof each === "string") : [];
  } catch {
    return [];
  }
}

function remember(bidIds: readonly string[]): void {
  try {
    localStorage.setItem(STORED_AS, JSON.stringify([...seen(), ...bidIds].slice(-SEEN_MAX)));
  } catch {
    // Without storage the notice comes back with the next visit.
  }
}
