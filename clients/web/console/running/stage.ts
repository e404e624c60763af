/** The lot in large type: its price, its leader, the asking price, the reserve and the time. */

import type { Bid, Item, ItemView } from "auction-client";
import { countdown } from "../../ui/countdown";
import { h, setText, type View } from "../../ui/dom";
import { factsText, traitsOf, winnersText } from "../../ui/formats";
import { handleElement } from "../../ui/handle";
import { formatMoney } from "../../ui/money";
import { hasEnded } from "../../ui/statuses";
import { titleText } from "../../ui/text";
import { drawBadge, statusBadge } from "../controls/badge";
import { standing } from "../sale/saleItems";
import { texts } from "../texts";

export interface Stage extends View {
  update(view: ItemView, item: Item): void;
  /** Show the reserve, which only the sale's auctioneer may read; null where there is none. */
  setReserve(reserve: number | null | undefined): void;
}

export function stage(serverNow: () => number): Stage {
  const t = texts().running;
  const lot = h("span", { class: "lot-number", "data-test": "lot-number" });
  const title = h("h1", { dir: "auto", "data-test": "lot-title" });
  const badge = statusBadge("lot-status");
  const clock = countdown(serverNow);
  const priceLabel = h("span", { class: "label" });
  const price = h("p", { class: "big-price", "data-test": "price", "aria-live": "polite" });
  const leader = h("p", { class: "leader", "data-test": "leader" });
  const askingLabel = h("span", { class: "label" }, t.askingNow);
  const asking = h("p", { class: "asking-price", "data-test": "asking" });
  const facts = h("p", { class: "facts", "data-test": "facts" });
  const reserveLine = h("p", { class: "facts", "data-test": "reserve" });
  const picture = h("img", { class: "lot-picture", alt: "", hidden: true, decoding: "async" });
  picture.addEventListener("load", () => (picture.hidden = false));
  const notice = h("p", { class: "notice-line", "data-test": "lot-notice", dir: "auto" });
  const head = h("div", { class: "lot-head" }, lot, title, badge, clock.element);
  const left = h("div", { class: "price-part" }, picture, priceLabel, price, leader);
  const right = h("div", { class: "asking-part" }, askingLabel, asking, facts, reserveLine);
  const element = h("div", { class: "stage-price" }, head, h("div", { class: "price-row" }, left, right), notice);
  let reserve: number | null | undefined;

  return {
    element,
    setReserve: (known) => void (reserve = known),
    update(view, item) {
      setText(lot, item.lot === null ? "" : item.lot);
      lot.hidden = item.lot === null;
      setText(title, titleText(item.title));
      drawBadge(badge, item.status);
      if (item.image_url !== null && picture.src !== item.image_url) picture.src = item.image_url;
      clock.update(item);
      const money = (amount: number) => formatMoney(amount, item.currency);
      setText(priceLabel, labelOf(item));
      const shownPrice = money(standing(item).price);
      if (price.textContent !== shownPrice && price.textContent !== "") flash(price);
      setText(price, shownPrice);
      element.dataset.status = item.status;
      drawLeader(leader, item, leadingBid(view.bids, item));
      setText(asking, hasEnded(item.status) ? texts().common.noLot : money(item.minimum));
      setText(facts, factsOf(item, money));
      setText(reserveLine, hasReserve(item) ? reserveText(item, reserve, money) : "");
      reserveLine.dataset.met = reserve === null ? "none" : String(item.reserve_met);
      setText(notice, item.notice === null ? "" : t.notices.latest(item.notice.text));
    },
    dispose: () => clock.dispose(),
  };
}

function labelOf(item: Item): string {
  const t = texts().running;
  if (item.status === "sold") return t.soldFor;
  if (item.leader === null) return traitsOf(item).amount ? t.startsAt : t.price;
  return hasEnded(item.status) ? t.lastBid : t.price;
}

function drawLeader(element: HTMLElement, item: Item, bid: Bid | undefined): void {
  const key = [standing(item).bidder, bid?.source, bid?.paddle, item.status, item.bid_count === 0].join(" ");
  if (element.dataset.key === key) return;
  element.dataset.key = key;
  const leader = standing(item).bidder;
  if (leader === null) return element.replaceChildren(winnersText(item) || nobodyText(item));
  element.replaceChildren(handleElement(leader, false));
  if (bid !== undefined) element.append(" ", sourceTag(bid));
}

/** The words where nobody leads: no bid was made, or none stands. Secret bids, and those for units, have no leader. */
function nobodyText(item: Item): string {
  const t = texts().running;
  if (traitsOf(item).secret && !hasEnded(item.status)) return "";
  if (item.bid_count === 0) return t.nobodyLeads;
  return item.format === "english" ? t.noneStands : "";
}

/** The way in which a bid came, and the paddle. */
export function sourceTag(bid: Bid): HTMLElement {
  const t = texts().running.bids;
  const paddle = bid.paddle === null ? "" : ` · ${t.paddle(bid.paddle)}`;
  const auto = bid.auto ? ` · ${t.auto}` : "";
  return h("span", { class: "source", "data-source": bid.source }, `${t.sources[bid.source]}${paddle}${auto}`);
}

function leadingBid(bids: readonly Bid[], item: Item): Bid | undefined {
  const { bidder } = standing(item);
  return bids.findLast((bid) => !bid.retracted && bid.bidder === bidder);
}

function hasReserve(item: Item): boolean {
  return item.format !== "dutch" && item.format !== "fixed";
}

/** Draw the eye to a price that has changed. */
function flash(element: HTMLElement): void {
  if (matchMedia("(prefers-reduced-motion: reduce)").matches) return;
  element.animate([{ opacity: 0.35 }, { opacity: 1 }], { duration: 300 });
}

function factsOf(item: Item, money: (amount: number) => string): string {
  const t = texts().running;
  const parts = [traitsOf(item).secret && !hasEnded(item.status) ? "" : t.bidCount(item.bid_count)];
  if (item.estimate_low !== null && item.estimate_high !== null) {
    parts.push(t.estimate(money(item.estimate_low), money(item.estimate_high)));
  }
  if (item.format !== "english") parts.push(texts().common.formats[item.format], factsText(item, false));
  return parts.filter((part) => part !== "").join(" · ");
}

function reserveText(item: Item, reserve: number | null | undefined, money: (amount: number) => string): string {
  const t = texts().running;
  const met = item.reserve_met ? t.reserveMet : t.reserveNotMet;
  if (reserve === null) return t.noReserve;
  if (reserve === undefined) return `${t.hiddenReserve} ${met}`;
  return `${t.reserve(money(reserve))} · ${met}`;
}
