/** The price and the leader, in large type, and announced to screen readers at a comfortable pace. */

import { isOwn, type Identity, type Item } from "auction-client";
import { h, setText } from "../../ui/dom";
import { factsText, traitsOf, winnersText } from "../../ui/formats";
import { handleElement, splitHandle } from "../../ui/handle";
import { formatMoney } from "../../ui/money";
import { hasEnded } from "../../ui/statuses";
import { isolated } from "../../ui/text";

/** The least time between two announced prices. */
const SPOKEN_EVERY_MS = 3_000;

/** A longer price is shown in smaller type, so that it fits on one line of a phone. */
const LONG_CHARS = 10;

export interface PricePanel {
  readonly element: HTMLElement;
  update(item: Item, me: Identity | null): void;
}

export function pricePanel(): PricePanel {
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
    update(item, me) {
      const money = formatMoney(item.price, item.currency);
      const mine = isOwn(item.leader, me);
      if (price.textContent !== money) restartAnimation(price, price.textContent !== "");
      setText(label, labelOf(item));
      setText(price, money);
      price.classList.toggle("long", money.length > LONG_CHARS);
      element.dataset.lead = mine ? "mine" : "";
      drawLeader(leader, item, mine);
      reserveSeen ||= !item.reserve_met && !traitsOf(item).secret;
      setText(facts, factsText(item, reserveSeen));
      setText(winners, winnersText(item));
      speak(spokenText(item, money, mine));
    },
  };
}

/** The label of the price. */
export function labelOf(item: Item): string {
  const traits = traitsOf(item);
  if (item.status === "sold") return "Sold for";
  if (!traits.maximum && !hasEnded(item.status)) return traits.priceLabel;
  if (item.leader === null) return "Starting price";
  return hasEnded(item.status) ? "Last bid" : traits.priceLabel;
}

function drawLeader(element: HTMLElement, item: Item, mine: boolean): void {
  element.hidden = traitsOf(item).secret && !hasEnded(item.status);
  const count = `${item.bid_count} ${item.bid_count === 1 ? "bid" : "bids"}`;
  const key = `${item.status} ${item.leader} ${count} ${mine}`;
  if (element.dataset.key === key) return;
  element.dataset.key = key;
  if (item.leader === null) return element.replaceChildren(count);
  const verb = item.status === "sold" ? "sold to " : hasEnded(item.status) ? "last by " : "led by ";
  element.replaceChildren(`${count}, ${verb}`, handleElement(item.leader, mine));
}

/** The price and the leader, for screen readers. */
export function spokenText(item: Item, money: string, mine: boolean): string {
  if (item.leader === null) return `${labelOf(item)} ${money}.`;
  return `${labelOf(item)} ${money}, ${mine ? "you" : isolated(splitHandle(item.leader).name)}.`;
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
