/**
 * The last seconds at one glance: the price, whether it is the reader's, and the time, in a line of the bar on small
 * screens. It also marks the stage by the time that is left, and speaks of it at a few moments.
 */

import type { Item } from "auction-client";
import { formatLeft, phaseOf } from "../../ui/countdown";
import { h, setText, type View } from "../../ui/dom";
import { formatMoney } from "../../ui/money";
import { takesBids } from "../../ui/statuses";
import type { Standing } from "./bidding/standing";
import { texts } from "../../ui/texts";

const TICK_MS = 100;
const DAY_MS = 86_400_000;
/** The seconds before the end that are spoken. */
const SPOKEN_S = [60, 30, 10] as const;

export interface Glance extends View {
  /** The words for screen readers. */
  readonly spoken: HTMLElement;
  update(item: Item, standing: Standing): void;
}

/** The line, which marks each of the elements `marked` with the phase and the standing. */
export function glance(serverNow: () => number, marked: readonly HTMLElement[]): Glance {
  const price = h("span", { class: "glance-price" });
  const chip = h("span", { class: "chip" });
  const time = h("span", { class: "glance-time" });
  // Everything here is said elsewhere on the page, too.
  const element = h("div", { class: "glance", "aria-hidden": "true" }, price, chip, time);
  const spoken = h("p", { class: "spoken", "aria-live": "polite" });
  let item: Item | null = null;
  let leftBefore = Infinity;

  const tick = () => {
    const left = item === null || item.ends_at === null || !takesBids(item.status) ? null : item.ends_at - serverNow();
    const phase = left === null ? "none" : phaseOf(left);
    for (const each of marked) if (each.dataset.phase !== phase) each.dataset.phase = phase;
    // Days are no matter of the last glance, and their time is long.
    setText(time, left === null || left > DAY_MS ? "" : formatLeft(left));
    speakOf(left ?? Infinity);
  };
  const speakOf = (left: number) => {
    const passed = SPOKEN_S.find((seconds) => left <= seconds * 1000 && leftBefore > seconds * 1000);
    if (passed !== undefined && leftBefore !== Infinity) setText(spoken, texts().bidding.time.secondsLeft(passed));
    leftBefore = left;
  };
  const timer = setInterval(tick, TICK_MS);

  return {
    element,
    spoken,
    update(next, standing) {
      item = next;
      const money = formatMoney(next.price, next.currency);
      setText(price, money);
      price.style.setProperty("--chars", String(money.length));
      setText(chip, standing === "lost" ? "" : texts().bidding.standing[standing]);
      for (const each of marked) each.dataset.standing = standing;
      tick();
    },
    dispose: () => clearInterval(timer),
  };
}
