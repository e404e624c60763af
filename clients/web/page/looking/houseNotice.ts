/**
 * The latest notice of those who run the sale, for everybody who watches the item.
 *
 * Its card stands below the stage on a small screen, so a new notice also lies over the page there, until it is dismissed.
 */

import type { Item } from "auction-client";
import { button, h, setText } from "../../ui/dom";
import { hasEnded } from "../../ui/statuses";
import { visible } from "../../ui/text";
import { texts } from "../../ui/texts";
import { timeText } from "../../ui/texts/locale";

/** How long a new notice lets taps through to the page, so that none is caught under a finger. */
const ARMED_AFTER_MS = 600;

const dismissed = new Set<string>();

export interface HouseNotice {
  readonly element: HTMLElement;
  /** The same notice over the page. */
  readonly overlay: HTMLElement;
  update(item: Item): void;
}

export function houseNotice(): HouseNotice {
  const time = h("time", { class: "quiet" });
  const text = h("p", { dir: "auto", "data-test": "house-notice" });
  const head = h("div", { class: "bids-head" }, h("h2", {}, texts().item.notice), time);
  // The notice is set when the element is on the page already, so that a screen reader announces it.
  const element = h("section", { class: "card house-notice", role: "status", hidden: true }, head, text);
  const said = h("p", { class: "toast-text", dir: "auto" });
  const close = button("×", { class: "toast-close", "aria-label": texts().common.dismiss, "data-test": "dismiss-house-notice" }, () => {
    dismissed.add(shown);
    overlay.hidden = true;
  });
  const body = h("div", {}, h("p", { class: "toast-head" }, texts().item.notice), said);
  const toast = h("div", { class: "toast", "data-slot": "0", "data-mood": "house" }, body, close);
  const overlay = h("div", { class: "toasts house-overlay", hidden: true, "data-test": "house-overlay" }, toast);
  let shown = "";
  const showOver = (noticeId: string) => {
    if (noticeId === shown) return;
    shown = noticeId;
    overlay.hidden = dismissed.has(noticeId);
    toast.removeAttribute("data-armed");
    setTimeout(() => toast.toggleAttribute("data-armed", true), ARMED_AFTER_MS);
  };
  return {
    element,
    overlay,
    update({ item_id, status, notice }) {
      element.hidden = notice === null;
      if (notice !== null) showOver(`${item_id} ${notice.notice_id}`);
      if (notice === null || hasEnded(status)) overlay.hidden = true;
      if (notice === null) return setText(text, "");
      setText(said, visible(notice.text, ""));
      setText(time, timeText(new Date(notice.at)));
      time.dateTime = new Date(notice.at).toISOString();
      setText(text, visible(notice.text, ""));
    },
  };
}
