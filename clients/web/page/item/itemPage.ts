/** The page of one item: its price, its countdown, its bids, and the controls that the reader may use. */

import { isOwn, type AuctionClient, type BidLost, type Identity, type Item, type ItemView, type Outbid } from "auction-client";
import { BidForm } from "./bidForm";
import { bidList } from "./bidList";
import { countdown } from "../../ui/countdown";
import { atMoment, isFalling } from "../../ui/fallingClock";
import { button, h, perFrame, setText, type View } from "../../ui/dom";
import { fillFrame, imagesOf } from "../looking/images";
import { lostBids } from "./lostBids";
import { isAfter } from "./positions";
import { pricePanel } from "./pricePanel";
import { saleControls } from "./saleControls";
import { drawStatus, hasEnded, statusBadge } from "../../ui/statuses";
import { formatMoney } from "../../ui/money";
import { isolated, titleText } from "../../ui/text";
import { takingBack } from "./takingBack";
import { texts } from "../../ui/texts";

const TICK_MS = 100;

export function itemPage(client: AuctionClient, itemId: string, join: () => void): View {
  const message = h("p", { class: "quiet", "data-test": "message" }, texts().common.loading);
  const element = h("article", { class: "wide item-page" }, message);
  const parts = itemParts(client, itemId, join);
  let view: ItemView | null = null;
  let lost: Outbid | null = null;

  const draw = perFrame(() => {
    if (view === null) return;
    // A falling price is never shown before the server has reached it: the touch would be refused.
    const item = atMoment(view.item, client.earliestServerNow());
    if (!parts.element.isConnected) element.replaceChildren(parts.element);
    const me = client.identity.value;
    // The outbid notice can overtake the `new_bid` message: a lead of an older event does not end it.
    if (lost !== null && !isAfter(lost, item) && isOver(item, me)) lost = null;
    parts.draw({ ...view, item }, me, lost !== null);
    document.title = texts().item.tab(formatMoney(item.price, item.currency), isolated(titleText(item.title)));
  });
  // A falling price comes without a message, so the page redraws as often as its countdown.
  const ticks = setInterval(() => view !== null && isFalling(view.item) && draw(), TICK_MS);
  const subscriptions = [
    client.watch(
      itemId,
      (next) => {
        view = next;
        draw();
      },
      (refusal) => setText(message, refusal.code === "not_found" ? texts().item.noSuchItem : refusal.message),
    ),
    client.identity.subscribe(draw),
    client.outbid.subscribe((notice) => {
      if (notice.item_id !== itemId) return;
      lost = notice;
      draw();
    }),
    client.bidLost.subscribe((notice) => {
      if (notice.item_id === itemId) parts.loseBid(notice);
      draw();
    }),
    client.watcherCounts.subscribe(({ item_id, count }) => {
      if (item_id === itemId) parts.setWatchers(count);
    }),
  ];
  return {
    element,
    dispose() {
      clearInterval(ticks);
      for (const unsubscribe of subscriptions) unsubscribe();
      parts.dispose();
      document.title = texts().common.auction;
    },
  };
}

/** The parts of the page, and a function that draws an item with them. */
function itemParts(client: AuctionClient, itemId: string, join: () => void) {
  const badge = statusBadge();
  const title = h("h1", { dir: "auto", "data-test": "title" });
  const text = h("p", { dir: "auto", class: "description" });
  const picture = h("div", { class: "frame picture", hidden: true });
  const clock = countdown(() => client.serverNow());
  const price = pricePanel();
  const lost = h("p", { class: "notice outbid", role: "alert", "data-test": "outbid" });
  const gone = lostBids();
  const form: BidForm = new BidForm(client, itemId, (bid) => {
    back.placed(bid);
    gone.clear();
  });
  const back = takingBack(client, itemId, () => form.clearAnswer());
  const joinButton = button(texts().item.joinToBid, { class: "primary big", "data-test": "join-to-bid" }, join);
  const controls = saleControls(client, itemId);
  const bids = bidList();

  const stage = h("section", { class: "card stage", "aria-label": texts().item.theItem });
  stage.append(h("div", { class: "stage-head" }, badge, clock.element, title), price.element);
  // The notice comes last, so that it never moves the buttons away from a finger.
  stage.append(form.element, back.element, joinButton, lost, gone.element);
  const about = h("section", { class: "card about", "aria-label": texts().item.description }, picture, text);
  const main = h("div", { class: "column" }, stage, controls.element, about);
  const element = h("div", { class: "columns" }, main, bids.element);

  return {
    element,
    draw(view: ItemView, me: Identity | null, outbid: boolean) {
      const { item } = view;
      drawStatus(badge, item.status);
      setText(title, titleText(item.title));
      setText(text, item.description);
      picture.hidden = imagesOf(item).length === 0;
      fillFrame(picture, imagesOf(item)[0], titleText(item.title), false);
      about.hidden = item.description === "" && picture.hidden;
      clock.update(item);
      price.update(item, me);
      setText(lost, outbid ? outbidText(item) : "");
      gone.update(item);
      form.element.hidden = me?.role !== "bidder";
      form.update(view, me);
      back.update(view, me?.role === "bidder" ? me : null);
      joinButton.hidden = me !== null || hasEnded(item.status);
      controls.element.hidden = me === null || me.role === "bidder";
      controls.update(item);
      bids.update(view, me);
    },
    setWatchers: (count: number) => bids.setWatchers(count),
    loseBid(bid: BidLost) {
      gone.add(bid);
      back.lost(bid.bid_id);
      form.clearAnswer();
    },
    dispose: () => clock.dispose(),
  };
}

/** Whether the notice that the reader was outbid has lost its meaning. */
function isOver(item: Item, me: Identity | null): boolean {
  return item.leader === null || isOwn(item.leader, me) || hasEnded(item.status);
}

function outbidText(item: Item): string {
  return texts().item.outbid(formatMoney(item.minimum, item.currency));
}
