/** An item's status: its meaning, and its badge. */

import type { Status } from "auction-client";
import { h } from "./dom";
import { texts } from "./texts";

/** Whether bids are taken in this status. */
export function takesBids(status: Status): boolean {
  return status === "open" || status === "closing";
}

export function hasEnded(status: Status): boolean {
  return status === "sold" || status === "unsold" || status === "cancelled" || status === "deleted";
}

export function statusBadge(): HTMLElement {
  return h("span", { class: "badge", "data-test": "status" });
}

export function drawStatus(badge: HTMLElement, status: Status): void {
  if (badge.dataset.status === status) return;
  badge.dataset.status = status;
  badge.textContent = texts().common.statuses[status];
}
