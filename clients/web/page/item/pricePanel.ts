/** The price and the leader, in large type, and announced to screen readers at a comfortable pace. */

import { isOwn, type Identity, type Item } from "auction-client";
import { h, setText } from "../../ui/dom";
import { nextDropAt } from "../../ui/fallingClock";
import { factsText, traitsOf, winnersText, wordsOf } from "../../ui/formats";
import { handleElement, splitHandle } from "../../ui/handle";
import { formatMoney } from "../../ui/money";
import { hasEnded } from "../../ui/statuses";
import { isolated } from "../../ui/text";
import type { Standing } from "./bidding/standing";
import { texts } from "../../ui/texts";
import { digitsText } from "../../ui/texts/locale";

/** The least time between two announced prices. */
const SPOKEN_EVERY_MS = 3_000;

/** A price that drops more often than this is seen falling, and needs no texts().bidding. */
const DROPS_NAMED_FROM_MS = 2_000;

export interface PricePanel {
  readonly element: HTMLElement;
  update(item: Item, me: Identity | null, standing: Standing): void;
}

export function pricePanel(serverNow: () => number): PricePanel {
  const label = h("span", { class: "label" });
  const price = h("p", { class: "price", "data-test": "price" });
  const leader = h("p", { class: "leader", "data-test": "leader" });
  const facts = h("p", { class: "facts quiet", "data-test": "facts" });
  const winners = h("p", { class: "facts", "data-test": "winners" });
  const spoken = h("p", { class: "spoken", "aria-live": "polite" });
  const element = h("div", { class: "price-panel" }, label, price, leader, facts, winners, spoken);
  let reserveSeen = false;
  const speak = atIntervals((text: string) => setText(spoken, text), SPOKEN_EVERY_MS);

  return {
    element,
    update(item, me, standing) {
      const money = formatMoney(item.price, item.currency);
      const mine = isOwn(item.leader, me);
      if (price.textContent !== money) restartAnimation(price, price.textContent !== "");
      setText(label, labelOf(item));
      setText(price, money);
      // A long price is set in smaller type, on the same line.
      price.style.setProperty("--chars", String(money.length));
      element.dataset.standing = standing;
      drawLeader(leader, item, mine);
      reserveSeen ||= !item.reserve_met && !traitsOf(item).secret;
      const lines = [factsText(item, reserveSeen), dropText(item, serverNow())];
      setText(facts, lines.filter(Boolean).join(" · "));
      setText(winners, winnersText(item));
      speak(spokenText(item, money, mine));
    },
  };
}

/** The label of the price. */
export function labelOf(item: Item): string {
  const { price } = texts().item;
  const { priceLabel } = wordsOf(item);
  if (item.status === "sold") return price.soldFor;
  if (!traitsOf(item).maximum && !hasEnded(item.status)) return priceLabel;
  if (item.leader === null) return price.startingPrice;
  return hasEnded(item.status) ? price.lastBid : priceLabel;
}

/** The time to the next drop of a falling price; empty if there is none, and if it drops all the time. */
export function dropText(item: Item, now: number): string {
  const dropAt = nextDropAt(item, now);
  if (dropAt === null || item.clock === null || item.clock.interval_ms < DROPS_NAMED_FROM_MS) return "";
  const seconds = Math.ceil((dropAt - now) / 1000);
  const clock = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
  return texts().bidding.time.nextDrop(digitsText(clock));
}

function drawLeader(element: HTMLElement, item: Item, mine: boolean): void {
  element.hidden = traitsOf(item).secret && !hasEnded(item.status);
  const count = texts().item.price.bids(item.bid_count);
  const key = `${item.status} ${item.leader} ${count} ${mine}`;
  if (element.dataset.key === key) return;
  element.dataset.key = key;
  if (item.leader === null) return element.replaceChildren(count);
  const { soldTo, lastBy, ledBy } = texts().item.price;
  const before = item.status === "sold" ? soldTo : hasEnded(item.status) ? lastBy : ledBy;
  element.replaceChildren(h("span", {}, before(count)), handleElement(item.leader, mine));
}

/** The price and the leader, for screen readers. */
export function spokenText(item: Item, money: string, mine: boolean): string {
  const { spoken, spokenLed } = texts().item.price;
  if (item.leader === null) return spoken(labelOf(item), money);
  const name = mine ? texts().common.you : isolated(splitHandle(item.leader).name);
  return spokenLed(labelOf(item), money, name);
}

function restartAnimation(element: HTMLElement, wanted: boolean): void {
  element.classList.remove("moved-up");
  void element.offsetWidth;
  element.classList.toggle("moved-up", wanted);
}

/** Make a function that acts on the latest value, at most once per interval. */
export function atIntervals<T>(act: (value: T) => void, ms: number): (value: T) => void {
  let latest: T;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let done = -Infinity;
  return (value) => {
    latest = value;
    timer ??= setTimeout(
      () => {
        timer = undefined;
        done = performance.now();
        act(latest);
      },
      Math.max(0, done + ms - performance.now()),
    );
  };
}
