/** The links to the sections of the page; those of the reader's own appear once they are signed in. */

import type { AuctionClient } from "auction-client";
import { h } from "../../ui/dom";
import { texts } from "../../ui/texts";

export function sections(client: AuctionClient, settings: HTMLElement): HTMLElement {
  const words = texts().following;
  const places = [
    ["#/", words.sales],
    ["#/mine/bids", words.myBids],
    ["#/mine/wins", words.myWins],
    ["#/mine/watchlist", words.watchlist],
  ] as const;
  const links = places.map(([href, text]) => h("a", { href, "data-test": href.split("/").at(-1) || "sales" }, text));
  const row = h("div", { class: "links" }, ...links);
  const element = h("nav", { class: "sections", "aria-label": words.sections }, h("div", { class: "wide" }, row, settings));
  const mark = () => {
    const path = location.hash.split("?")[0] || "#/";
    for (const link of links) {
      if (link.getAttribute("href") === path) {
        link.setAttribute("aria-current", "page");
        // On a small screen the row is longer than the screen; only the row itself is moved.
        row.scrollTo({ left: link.offsetLeft - (row.clientWidth - link.offsetWidth) / 2 });
      } else {
        link.removeAttribute("aria-current");
      }
    }
  };
  window.addEventListener("hashchange", mark);
  requestAnimationFrame(mark);
  client.identity.subscribe((identity) => element.toggleAttribute("data-own", identity !== null));
  return element;
}
