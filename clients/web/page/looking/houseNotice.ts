/** The latest notice of those who run the sale, which everybody reads who watches the item. */

import type { Item } from "auction-client";
import { h, setText } from "../../ui/dom";
import { visible } from "../../ui/text";
import { texts } from "../../ui/texts";
import { timeText } from "../../ui/texts/locale";

export interface HouseNotice {
  readonly element: HTMLElement;
  update(item: Item): void;
}

export function houseNotice(): HouseNotice {
  const time = h("time", { class: "quiet" });
  const text = h("p", { dir: "auto", "data-test": "house-notice" });
  const head = h("div", { class: "bids-head" }, h("h2", {}, texts().item.notice), time);
  // The notice is set when the element is on the page already, so that a screen reader announces it.
  const element = h("section", { class: "card house-notice", role: "status", hidden: true }, head, text);
  return {
    element,
    update({ notice }) {
      element.hidden = notice === null;
      if (notice === null) return setText(text, "");
      setText(time, timeText(new Date(notice.at)));
      time.dateTime = new Date(notice.at).toISOString();
      setText(text, visible(notice.text, ""));
    },
  };
}
