/** The texts of the notices about an item. */

import { traitsOf } from "../../ui/formats";
import { formatMoney } from "../../ui/money";
import { titleText } from "../../ui/text";
import { texts } from "../../ui/texts";
import type { NamedChange } from "../mine/ownItems";

export interface NoticeTexts {
  readonly mood: "good" | "bad";
  readonly heading: string;
  /** The item's title; empty for a notice about no item. */
  readonly title: string;
  readonly text: string;
  readonly link: { readonly href: string; readonly text: string } | null;
}

/** The notice about a change; null where there is nothing to notice, as when the reader has taken their bid back. */
export function noticeOf(change: NamedChange): NoticeTexts | null {
  const { standing, removed } = change;
  if (standing === "won" || standing === "lost") return endText(change);
  return standing === "outbid" && removed !== "retracted" ? outbidText(change) : null;
}

/** The notice to a reader who leads no longer: they were outbid, or the house took their bid out. */
export function outbidText({ item, price, minimum, removed }: NamedChange): NoticeTexts {
  const { outbid, voided, priceNow, bid } = texts().following.notices;
  const money = (amount: number) => formatMoney(amount, item.currency);
  const link = { href: `#/item/${encodeURIComponent(item.item_id)}`, text: bid(money(minimum)) };
  const heading = removed === "voided" ? voided : outbid;
  return { mood: "bad", heading, title: titleText(item.title), text: priceNow(money(price)), link };
}

/** The notice to a reader who has won an item or lost it. */
export function endText({ item, standing, price, owed }: NamedChange): NoticeTexts {
  const words = texts().following.notices;
  const money = (amount: number) => formatMoney(amount, item.currency);
  const title = titleText(item.title);
  if (standing === "won") {
    const link = { href: "#/mine/wins", text: words.viewWins };
    return { mood: "good", heading: words.won, title, text: words.wonOwing(money(owed?.total ?? price)), link };
  }
  // Only where the price is open is a loser outbid; elsewhere, and below a reserve, the item is not theirs.
  const heading = traitsOf(item).maximum && item.reserve_met ? words.lost : words.notSold;
  const link = { href: `#/item/${encodeURIComponent(item.item_id)}`, text: words.viewItem };
  return { mood: "bad", heading, title, text: words.endedAt(money(price)), link };
}
