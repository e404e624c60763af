/** The header: home, the connection's state, and the reader's handle. */

import type { AuctionClient, ConnectionState } from "auction-client";
import { button, h, setText } from "../../ui/dom";
import { handleElement, splitHandle } from "../../ui/handle";
import { forgetToken } from "../../ui/session";

const WORDS: Record<ConnectionState, string> = {
  connecting: "Connecting",
  live: "Live",
  reconnecting: "Reconnecting",
  closed: "Closed",
};

export function header(client: AuctionClient, join: () => void): HTMLElement {
  const connection = h("span", { class: "connection", role: "status", "data-test": "connection" });
  client.connectionState.subscribe((state) => {
    connection.dataset.state = state;
    setText(connection, WORDS[state]);
  });

  const user = h("div", { class: "who" });
  const leave = () => {
    forgetToken();
    client.signOut();
  };
  client.identity.subscribe((identity) => {
    if (identity === null) return user.replaceChildren(button("Join", { class: "outline", "data-test": "join" }, join));
    const { name, mark } = splitHandle(identity.handle);
    const attributes = { class: "me", title: name + mark, "data-test": "me" };
    const me = h("span", attributes, handleElement(identity.handle, false));
    user.replaceChildren(me, button("Sign out", { class: "link", "data-test": "sign-out" }, leave));
  });

  const home = h("a", { class: "home", href: "#/" }, "Auction");
  return h("header", { class: "top" }, h("div", { class: "wide" }, home, connection, user));
}
