/** The header: home, the connection's state, and the reader's handle. */

import type { AuctionClient } from "auction-client";
import { button, h, setText } from "../../ui/dom";
import { handleElement, splitHandle } from "../../ui/handle";
import { texts } from "../../ui/texts";

export function header(client: AuctionClient, join: () => void, account: () => void): HTMLElement {
  const words = texts().frame;
  const connection = h("span", { class: "connection", role: "status", "data-test": "connection" });
  client.connectionState.subscribe((state) => {
    connection.dataset.state = state;
    setText(connection, words[state]);
  });

  const user = h("div", { class: "who" });
  client.identity.subscribe((identity) => {
    if (identity === null) return user.replaceChildren(button(words.join, { class: "outline", "data-test": "join" }, join));
    const { name, mark } = splitHandle(identity.handle);
    const me = button("", { class: "me", title: name + mark, dir: "ltr", "data-test": "me" }, account);
    me.append(handleElement(identity.handle, false));
    user.replaceChildren(me);
  });

  const home = h("a", { class: "home", href: "#/" }, texts().common.auction);
  return h("header", { class: "top" }, h("div", { class: "wide" }, home, connection, user));
}
