/** The header: the sales, the sale's rooms, the connection, and the user. */

import type { AuctionClient, ConnectionState, Identity } from "auction-client";
import { button, h, setText, type View } from "../../ui/dom";
import { handleElement } from "../../ui/handle";
import { titleText } from "../../ui/text";
import { hashOf, ROOMS, type Room, type Route } from "../routes";
import { texts } from "../texts";

export interface Header extends View {
  /** Show the route, the sale's title, and the rooms that its user may enter. */
  show(route: Route, saleTitle: string, rooms: readonly Room[]): void;
}

export function header(client: AuctionClient, me: Identity, signOut: () => void): Header {
  const t = texts().frame;
  const words: Record<ConnectionState, string> = {
    connecting: t.connecting,
    live: t.live,
    reconnecting: t.reconnecting,
    silent: t.silent,
    closed: t.closed,
  };
  const connection = h("span", { class: "connection", role: "status", "data-test": "connection" });
  const unsubscribe = client.connectionState.subscribe((state) => {
    connection.dataset.state = state;
    setText(connection, words[state]);
  });
  const sale = h("span", { class: "sale-title", dir: "auto", "data-test": "sale-title" });
  const tabs = h("nav", { class: "tabs", "aria-label": t.title });
  const home = h("a", { class: "home", href: "#/", "data-test": "sales-link" }, t.sales);
  const hooks = h("a", { class: "quiet-link", href: "#/webhooks", "data-test": "webhooks-link" }, t.webhooks);
  const user = h("span", { class: "me", "data-test": "me" }, handleElement(me.handle, false));
  const leave = button(t.signOut, { class: "link", "data-test": "sign-out" }, signOut);
  hooks.hidden = me.role === "bidder";
  const element = h("header", { class: "bar" }, home, sale, tabs, h("span", { class: "space" }), hooks, connection, user, leave);
  return {
    element,
    show(route, saleTitle, rooms) {
      setText(sale, saleTitle === "" ? "" : titleText(saleTitle));
      sale.hidden = saleTitle === "";
      const shown = route.page === "sale" ? ROOMS.filter((room) => rooms.includes(room)) : [];
      tabs.replaceChildren(
        ...shown.map((room) => {
          const isHere = route.page === "sale" && route.room === room;
          const href = route.page === "sale" ? hashOf(route.auctionId, room) : "#/";
          const current = isHere ? { "aria-current": "page" } : {};
          return h("a", { href, "data-test": `tab-${room}`, ...current }, t.rooms[room]);
        }),
      );
      hooks.toggleAttribute("aria-current", route.page === "webhooks");
    },
    dispose: unsubscribe,
  };
}
