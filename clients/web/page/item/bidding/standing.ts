/** Where the reader stands on an item, from its view: also after a reload, without a message about it. */

import { isOwn, type Identity, type Item, type ItemView } from "auction-client";
import { traitsOf } from "../../../ui/formats";
import { formatMoney } from "../../../ui/money";
import { hasEnded } from "../../../ui/statuses";
import { texts } from "../../../ui/texts";

export type Standing = "leading" | "outbid" | "won" | "lost" | "none";

/** The reader's standing; `wasOutbid` tells of a notice that may be newer than the view's bids. */
export function standingOf(view: ItemView, me: Identity | null, wasOutbid = false): Standing {
  const { item } = view;
  if (me === null) return "none";
  if (item.status === "sold" && winsOf(item, me).length > 0) return "won";
  const took = hasBid(view, me);
  if (hasEnded(item.status)) return took && item.status === "sold" ? "lost" : "none";
  if (!traitsOf(item).maximum) return "none";
  if (isOwn(item.leader, me)) return "leading";
  return wasOutbid || (took && item.leader !== null) ? "outbid" : "none";
}

/** The reader's lines of an item's outcome. */
export function winsOf(item: Item, me: Identity | null): Item["winners"] {
  return item.winners.filter((winner) => isOwn(winner.bidder, me));
}

/** Whether the reader has a bid on the item that stands. */
export function hasBid(view: ItemView, me: Identity | null): boolean {
  return view.yours !== null || view.bids.some((bid) => !bid.retracted && isOwn(bid.bidder, me));
}

/** The reader's own units, maximum or offer, as long as bids can be placed; empty if there is none. */
export function ownText(view: ItemView, me: Identity | null): string {
  const { item, yours } = view;
  if (me === null) return "";
  const { maximum, secret } = traitsOf(item);
  if (!maximum && !secret) return unitsText(view, me);
  if (yours === null || hasEnded(item.status)) return "";
  const money = formatMoney(yours.max_amount, item.currency);
  if (maximum) return yours.max_amount > item.price ? texts().bidding.own.maximum(money) : "";
  return yours.quantity > 1 ? texts().bidding.own.units(yours.quantity, money) : texts().bidding.own.offer(money);
}

/** The units that the reader has taken, with their total: `Yours: 3 × €20.00 = €60.00`. */
function unitsText({ item, bids, yours }: ItemView, me: Identity): string {
  const own = bids.filter((bid) => !bid.retracted && isOwn(bid.bidder, me));
  const units = own.reduce((sum, bid) => sum + bid.quantity, 0);
  const money = (amount: number) => formatMoney(amount, item.currency);
  // The list of bids is bounded, so the server's own count may be higher.
  if (yours !== null && yours.quantity > units) return texts().bidding.own.units(yours.quantity, money(yours.max_amount));
  if (units === 0) return "";
  const total = money(own.reduce((sum, bid) => sum + bid.quantity * bid.amount, 0));
  if (item.quantity === 1) return texts().bidding.own.offer(total);
  const byAmount = new Map<number, number>();
  for (const bid of own) byAmount.set(bid.amount, (byAmount.get(bid.amount) ?? 0) + bid.quantity);
  return texts().bidding.own.lines(
    [...byAmount].map(([amount, count]) => texts().bidding.own.line(count, money(amount))),
    total,
  );
}
