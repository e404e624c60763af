/** The sales: the user's own first, then those of others, which an admin or a clerk may run. */

import { isOwn, type Auction } from "auction-client";
import { button, h, type View } from "../../ui/dom";
import { handleElement } from "../../ui/handle";
import { titleText } from "../../ui/text";
import { answerLine } from "../controls/answerLine";
import { momentText } from "../controls/parts";
import type { Desk } from "../desk";
import { hashOf } from "../routes";
import { texts } from "../texts";

export function salesPage(desk: Desk): View {
  const t = texts().frame;
  const answer = answerLine("sales-answer");
  const own = h("ul", { class: "sales" });
  const others = h("ul", { class: "sales" });
  const ownHeading = h("h2", {}, t.yours);
  const othersHeading = h("h2", {}, t.others);
  const more = button(texts().common.more, { class: "outline", hidden: true }, () => void read());
  const maySell = desk.me.role !== "bidder";
  const add = h("a", { class: "button primary", href: "#/new", "data-test": "new-sale", hidden: !maySell }, t.newSale);
  const head = h("div", { class: "head" }, h("h1", {}, t.sales), h("span", { class: "space" }), add);
  const element = h("div", { class: "page narrow" }, head, answer.element, ownHeading, own, othersHeading, others, more);
  let after: string | undefined;
  let isOver = false;

  const read = async () => {
    const page = await desk.rest.auctions(after === undefined ? {} : { after });
    if (isOver) return;
    if (!page.ok) return answer.refused(page.error);
    for (const auction of page.auctions) (isOwn(auction.auctioneer, desk.me) ? own : others).append(saleLink(auction));
    after = page.next_after ?? undefined;
    more.hidden = page.next_after === null;
    ownHeading.hidden = own.childElementCount === 0;
    othersHeading.hidden = others.childElementCount === 0;
    if (own.childElementCount === 0 && maySell) answer.wait(t.noSales);
  };
  ownHeading.hidden = othersHeading.hidden = true;
  void read();
  return { element, dispose: () => void (isOver = true) };
}

function saleLink(auction: Auction): HTMLElement {
  const t = texts().frame;
  const href = hashOf(auction.auction_id, "run");
  const title = h("a", { href, dir: "auto", "data-test": "sale-link" }, titleText(auction.title));
  const facts = h("span", { class: "quiet" }, `${auction.currency} · ${t.created(momentText(auction.created_at))} · ${t.by} `);
  facts.append(handleElement(auction.auctioneer, false));
  return h("li", {}, title, facts);
}
