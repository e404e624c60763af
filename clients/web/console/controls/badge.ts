/** The badge of an item's status, in the words of the house. */

import type { Status } from "auction-client";
import { h, setText } from "../../ui/dom";
import { texts } from "../texts";

export function statusBadge(test: string): HTMLElement {
  return h("span", { class: "badge", "data-test": test });
}

export function drawBadge(badge: HTMLElement, status: Status): void {
  if (badge.dataset.status === status) return;
  badge.dataset.status = status;
  setText(badge, texts().common.statuses[status]);
}
