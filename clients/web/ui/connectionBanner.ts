/**
 * The banner that says since when the connection is gone or silent, and the mark that greys parts that may be out of date.
 *
 * It lies over the page, because nothing that appears may move a button. The document has `data-stale` meanwhile.
 */

import type { AuctionClient, ConnectionState } from "auction-client";
import { h, setText, type View } from "./dom";
import { texts } from "./texts";
import { timeText } from "./texts/locale";

/** How long a first connection may take before the page says that there is none. */
const CONNECTING_MS = 3_000;

export function connectionBanner(client: AuctionClient): View {
  // The text is set when the element is on the page already, so that a screen reader announces it.
  const banner = h("p", { class: "connection-banner", role: "alert", "data-test": "connection-banner" });
  const element = h("div", { class: "connection-strip" }, banner);
  let timer: ReturnType<typeof setTimeout> | undefined;

  const show = (state: ConnectionState) => {
    const text = bannerText(state, client.lastMessageAt());
    setText(banner, text);
    document.documentElement.toggleAttribute("data-stale", text !== "");
  };
  const unsubscribe = client.connectionState.subscribe((state) => {
    clearTimeout(timer);
    if (state === "connecting") timer = setTimeout(() => show(state), CONNECTING_MS);
    else show(state);
  });
  return {
    element,
    dispose() {
      clearTimeout(timer);
      unsubscribe();
    },
  };
}

/** What the banner says; nothing while the connection is live. */
export function bannerText(state: ConnectionState, lastMessageAt: number | null): string {
  const words = texts().frame.banner;
  if (state === "live") return "";
  if (state === "connecting" || lastMessageAt === null) return words.notYet;
  const since = timeText(new Date(lastMessageAt));
  return state === "silent" ? words.silent(since) : words.lost(since);
}

/** Let the client know whether the reader looks, and when the device's network changes. */
export function followAttention(client: AuctionClient): void {
  const attend = () => client.attend(document.visibilityState === "visible");
  attend();
  document.addEventListener("visibilitychange", attend);
  for (const event of ["online", "offline", "pageshow"]) {
    window.addEventListener(event, () => client.checkConnection());
  }
}
