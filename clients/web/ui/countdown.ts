/**
 * The time to an item's end, on the server's clock.
 *
 * It ticks ten times a second while it is shown, writes only changed texts, and shows by how much the end moves.
 */

import type { Item } from "auction-client";
import { h, setText, type View } from "./dom";
import { texts } from "./texts";
import { decimalSign, digitsText } from "./texts/locale";

const TICK_MS = 100;
const MOVED_SHOWN_MS = 5_000;
const SOON_MS = 60_000;
const LAST_MS = 10_000;

export type Phase = "calm" | "soon" | "last";

/** The urgency of the time that is left. */
export function phaseOf(leftMs: number): Phase {
  if (leftMs > SOON_MS) return "calm";
  return leftMs > LAST_MS ? "soon" : "last";
}

/** `2 d 3:04:05`, `3:04:05`, `4:05`, and in the last seconds `9.4`. Never more than is left. */
export function formatLeft(leftMs: number): string {
  const ms = Math.max(0, leftMs);
  if (ms < LAST_MS) return digitsText((Math.floor(ms / 100) / 10).toFixed(1)).replace(".", decimalSign());
  const total = Math.floor(ms / 1000);
  const days = Math.floor(total / 86_400);
  const hours = Math.floor(total / 3_600) % 24;
  const [minutes, seconds] = [Math.floor(total / 60) % 60, total % 60].map(String) as [string, string];
  const clock = `${minutes.padStart(2, "0")}:${seconds.padStart(2, "0")}`;
  if (total >= 86_400) return texts().common.times.days(days, digitsText(`${hours}:${clock}`));
  return digitsText(total >= 3_600 ? `${hours}:${clock}` : clock.replace(/^0/, ""));
}

/** `+10 s`, `+1 min`, `+1 min 30 s`: the time by which an end has moved. */
export function formatMoved(ms: number): string {
  const seconds = Math.max(1, Math.round(ms / 1000));
  return texts().common.times.moved(Math.floor(seconds / 60), seconds % 60);
}

export interface Countdown extends View {
  update(item: Item): void;
}

export function countdown(serverNow: () => number): Countdown {
  const label = h("span", { class: "label" });
  const time = h("span", { class: "time", role: "timer", "data-test": "countdown" });
  const moved = h("span", { class: "moved", role: "status", "data-test": "extended" });
  const bar = h("span", { class: "bar", "aria-hidden": "true" }, h("span"));
  const element = h("div", { class: "countdown" }, moved, label, time, bar);
  let item: Item | null = null;
  let movedTimer: ReturnType<typeof setTimeout> | undefined;

  const tick = () => item && draw(item, serverNow());
  const draw = (shown: Item, now: number) => {
    const target = targetOf(shown);
    const left = target === null ? null : target - now;
    setText(label, labelOf(shown, left));
    setText(time, left === null ? "" : formatLeft(left));
    element.dataset.phase = left === null ? "none" : shown.status === "scheduled" ? "calm" : phaseOf(left);
    bar.style.setProperty("--left", String(left === null ? 0 : Math.min(1, Math.max(0, left / SOON_MS))));
  };
  const showMoved = (ms: number) => {
    clearTimeout(movedTimer);
    setText(moved, texts().common.times.extended(formatMoved(ms)));
    movedTimer = setTimeout(() => setText(moved, ""), MOVED_SHOWN_MS);
  };
  const timer = setInterval(tick, TICK_MS);

  return {
    element,
    update(next) {
      if (item !== null && isRunning(item) && isRunning(next)) {
        const movedBy = (next.ends_at ?? 0) - (item.ends_at ?? Infinity);
        if (movedBy > 0) showMoved(movedBy);
      }
      if (!isRunning(next)) setText(moved, "");
      item = next;
      tick();
    },
    dispose() {
      clearInterval(timer);
      clearTimeout(movedTimer);
    },
  };
}

/** Whether the time to the end runs. A pause stops it, and the later end after a pause is no extension. */
function isRunning({ status }: Item): boolean {
  return status === "open" || status === "closing";
}

function targetOf(item: Item): number | null {
  if (item.status === "scheduled") return item.opens_at;
  return isRunning(item) ? item.ends_at : null;
}

function labelOf(item: Item, left: number | null): string {
  const { times } = texts().common;
  switch (item.status) {
    case "scheduled":
      return left === null ? times.opensSoon : times.opensIn;
    case "open":
    case "closing":
      if (left === null) return times.untilClosed;
      return left > 0 ? times.endsIn : times.closing;
    case "paused":
      return times.stopped;
    default:
      return times.ended;
  }
}
