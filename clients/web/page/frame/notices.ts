/** Notices on every page: the reader was outbid or lost a bid on another item, or the token was refused. */

import type { AuctionClient } from "auction-client";
import { button, h } from "../../ui/dom";
import { forgetToken } from "../../ui/session";
import { texts } from "../../ui/texts";

const NOTICES_MAX = 3;

export function notices(client: AuctionClient, itemOnPage: () => string | null): HTMLElement {
  const words = texts().frame;
  const element = h("div", { class: "notices wide", "aria-live": "polite", "data-test": "notices" });
  const show = (...content: (Node | string)[]) => {
    const notice = h("p", { class: "notice" }, h("span", {}, ...content));
    notice.append(button(texts().common.dismiss, { class: "link" }, () => notice.remove()));
    element.append(notice);
    while (element.childElementCount > NOTICES_MAX) element.firstElementChild?.remove();
  };
  client.outbid.subscribe(({ item_id }) => {
    if (item_id === itemOnPage()) return;
    const link = h("a", { href: `#/item/${encodeURIComponent(item_id)}` }, words.viewIt);
    show(words.outbidElsewhere, link);
  });
  client.bidLost.subscribe(({ item_id }) => {
    if (item_id === itemOnPage()) return;
    const link = h("a", { href: `#/item/${encodeURIComponent(item_id)}` }, words.viewIt);
    show(words.lostElsewhere, link);
  });
  client.tokenRefused.subscribe(() => {
    forgetToken();
    show(words.signedOut);
  });
  return element;
}
