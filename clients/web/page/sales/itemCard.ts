/** The card of an item in a list. All texts that change have their place reserved, so that nothing moves. */

import "./sales.css";
import type { Identity, Item, OwnStanding, Unsubscribe, Yours } from "auction-client";
import { h, setText } from "../../ui/dom";
import { atMoment } from "../../ui/fallingClock";
import { phaseOf } from "../../ui/countdown";
import { formatMoney } from "../../ui/money";
import { drawStatus, hasEnded, statusBadge } from "../../ui/statuses";
import { titleText } from "../../ui/text";
import { thumbnail } from "../looking/images";
import type { OwnItems } from "../mine/ownItems";
import { standingOf } from "../mine/standing";
import { star, type WatchedItems } from "../mine/watchlist";
import { texts } from "../../ui/texts";
import { countText, estimateText, priceLabel, standingText, timeText } from "./cardTexts";

/** What every card of the page needs. */
export interface Reader {
  readonly own: OwnItems;
  readonly watched: WatchedItems;
  me(): Identity | null;
  now(): number;
  /** The earliest time that the server's clock may show. */
  earliestNow(): number;
  /** Call `listener` when the reader, their standing or their watchlist changes. */
  onOwnChange(listener: () => void): Unsubscribe;
}

export interface ItemCard {
  readonly element: HTMLElement;
  readonly item: () => Item;
  update(item: Item): void;
  /** Draw the parts that change with the time. */
  tick(): void;
  /** Draw the reader's own standing, and their star. */
  drawOwn(): void;
}

export function itemCard(first: Item, reader: Reader): ItemCard {
  let item = first;
  const picture = thumbnail("card-picture");
  const badge = statusBadge();
  const time = h("span", { class: "card-time", "data-test": "card-time" });
  const standing = h("span", { class: "standing", "data-test": "standing" });
  const lot = h("span", {});
  const format = h("span", { class: "format", "data-test": "format" });
  const link = h("a", { href: `#/item/${encodeURIComponent(item.item_id)}`, dir: "auto" });
  const label = h("span", { class: "label" });
  const price = h("span", { class: "card-price", "data-test": "card-price" });
  const count = h("span", { class: "quiet card-count" });
  const estimate = h("p", { class: "quiet card-estimate" });
  const watch = star(reader.watched, item.item_id);
  const body = h(
    "div",
    { class: "card-body" },
    h("p", { class: "card-top quiet" }, lot, format),
    h("h3", {}, link),
    estimate,
    h("p", { class: "card-line" }, label, price, count),
    h("p", { class: "card-foot" }, badge, time),
  );
  const attributes = { class: "card item-card", "data-test": "item", "data-item": item.item_id };
  const element = h("li", attributes, picture.element, body, standing, watch.element);

  const drawPrice = () => {
    const shown = atMoment(item, reader.earliestNow());
    setText(price, formatMoney(shown.price, shown.currency));
  };
  const tick = () => {
    const now = reader.now();
    setText(time, timeText(item, now));
    const left = item.ends_at === null ? Infinity : item.ends_at - now;
    time.dataset.phase = item.status === "scheduled" ? "calm" : phaseOf(left);
    if (item.clock !== null) drawPrice();
  };
  const drawOwn = () => {
    const own = reader.own.get(item.item_id);
    drawStanding(standing, standingOf(item, reader.me(), own), item, own?.yours ?? null);
    watch.draw(item.title);
  };
  const draw = () => {
    picture.update(item);
    drawStatus(badge, item.status);
    element.dataset.ended = String(hasEnded(item.status));
    setText(lot, item.lot === null ? "" : texts().following.lot(item.lot));
    setText(format, texts().following.formats[item.format] ?? "");
    setText(link, titleText(item.title));
    setText(label, priceLabel(item));
    setText(count, countText(item));
    setText(estimate, estimateText(item));
    drawPrice();
    tick();
    drawOwn();
  };
  draw();
  return {
    element,
    item: () => item,
    update(next) {
      if (next === item) return;
      item = next;
      draw();
    },
    tick,
    drawOwn,
  };
}

function drawStanding(element: HTMLElement, standing: OwnStanding | null, item: Item, yours: Yours | null): void {
  element.dataset.standing = standing ?? "";
  setText(element, standing === null ? "" : standingText(standing, item, yours));
}
