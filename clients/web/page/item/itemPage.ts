/** The page of one item: its price, its countdown, its bids, and the controls that the reader may use. */

import "./item.css";
import "../looking/looking.css";
import { isOwn, type AuctionClient, type BidderRest, type BidLost, type Identity, type Item, type ItemView, type Outbid } from "auction-client";
import { houseNotice } from "../looking/houseNotice";
import { looking, type Looking } from "../looking/looking";
import type { Reader } from "../sales/itemCard";
import { admissionPlace } from "./admission/admission";
import { BidForm } from "./bidding/bidForm";
import type { Live } from "./bidding/placing";
import { standingOf } from "./bidding/standing";
import { bidList } from "./bidList";
import { countdown } from "../../ui/countdown";
import { atMoment, isFalling } from "../../ui/fallingClock";
import { button, h, perFrame, setText, type View } from "../../ui/dom";
import { glance } from "./glance";
import { latePart } from "../late";
import { lostBids } from "./lostBids";
import { offers } from "./offers";
import { outcomePanel } from "./outcome";
import { isAfter } from "./positions";
import { pricePanel } from "./pricePanel";
import { drawStatus, hasEnded, statusBadge } from "../../ui/statuses";
import { formatMoney } from "../../ui/money";
import { isolated, titleText } from "../../ui/text";
import { texts } from "../../ui/texts";
import { takingBackPlace } from "./takingBack/place";

const TICK_MS = 100;

export function itemPage(client: AuctionClient, rest: BidderRest, reader: Reader, itemId: string, join: () => void): View {
  const message = h("p", { class: "quiet", "data-test": "message" }, texts().common.loading);
  const element = h("article", { class: "wide item-page" }, message);
  const goods = looking(client, rest, reader, itemId);
  const parts = itemParts(client, rest, itemId, goods, join, () => draw());
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
    // A bid that waits for the opening may be taken back in another tab: the messages to the reader say so.
    const own = item.status === "scheduled" ? reader.own.get(itemId) : undefined;
    const yours = own === undefined ? view.yours : own.yours;
    parts.draw(archived.shownIn({ ...view, item, yours }), me, lost !== null);
    document.title = texts().item.tab(formatMoney(item.price, item.currency), isolated(titleText(item.title)));
  });
  const archived = offers(rest, itemId, draw);
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
    reader.own.subscribe(draw),
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
      archived.dispose();
      parts.dispose();
      document.title = texts().common.auction;
    },
  };
}

/** The parts of the page, and a function that draws an item with them. */
function itemParts(
  client: AuctionClient,
  rest: BidderRest,
  itemId: string,
  goods: Looking,
  join: () => void,
  changed: () => void,
) {
  const badge = statusBadge();
  const title = h("h1", { dir: "auto", "data-test": "title" });
  const serverNow = () => client.serverNow();
  const clock = countdown(serverNow);
  const price = pricePanel(serverNow);
  const outcome = outcomePanel();
  const gone = lostBids();
  const form: BidForm = new BidForm({
    client,
    itemId,
    live: liveOf(client),
    placed(bid) {
      back.placed(bid);
      gone.clear();
    },
  });
  const admission = admissionPlace(client, rest, changed);
  const back = takingBackPlace(client, itemId, () => form.clearAnswer());
  const joining = h("div", { class: "dock" });
  joining.append(button(texts().item.joinToBid, { class: "primary big", "data-test": "join-to-bid" }, join));
  // Bidders need no code of the house.
  const controls = latePart<Item>("house", async () => (await import("./saleControls")).saleControls(client, itemId));
  const bids = bidList();
  const notice = houseNotice();

  const stage = h("section", { class: "card stage", "aria-label": texts().item.theItem });
  const seen = glance(serverNow, [stage, form.dock]);
  form.dock.prepend(seen.element);
  stage.append(h("div", { class: "stage-head" }, badge, goods.star, goods.line, title), clock.element, price.element, outcome.element);
  stage.append(form.element, admission.element, joining, back.element, gone.element, seen.spoken);
  const columns = h("div", { class: "columns" }, goods.pictures, stage, controls.element, notice.element, goods.description);
  // The course comes with the second bid: as the last part it moves no other one.
  columns.append(bids.element, goods.course);
  const element = h("div", {}, goods.way, columns, notice.overlay);

  return {
    element,
    draw(view: ItemView, me: Identity | null, wasOutbid: boolean) {
      const { item } = view;
      const bidder = me?.role === "bidder" ? me : null;
      const standing = standingOf(view, bidder, wasOutbid);
      drawStatus(badge, item.status);
      setText(title, titleText(item.title));
      goods.update(view);
      notice.update(item);
      clock.update(item);
      price.update(item, me, standing);
      outcome.update(view, bidder);
      gone.update(item);
      seen.update(item, standing);
      admission.update(item, bidder);
      form.element.hidden = bidder === null || !admission.mayBid;
      form.update(view, bidder, standing === "outbid");
      back.update(view, bidder);
      joining.hidden = me !== null || hasEnded(item.status);
      controls.update(item, me !== null && me.role !== "bidder");
      bids.update(view, me);
    },
    setWatchers: (count: number) => bids.setWatchers(count),
    loseBid(bid: BidLost) {
      gone.add(bid);
      back.lost(bid.bid_id);
      form.clearAnswer();
    },
    dispose() {
      clock.dispose();
      goods.dispose();
      seen.dispose();
      form.dispose();
      admission.dispose();
    },
  };
}

/** Whether the client has a connection now. */
function liveOf(client: AuctionClient): Live {
  const { connectionState } = client;
  return {
    get value() {
      return connectionState.value === "live";
    },
    subscribe: (listener) => connectionState.subscribe((state) => listener(state === "live")),
  };
}

/** Whether the notice that the reader was outbid has lost its meaning. */
function isOver(item: Item, me: Identity | null): boolean {
  return item.leader === null || isOwn(item.leader, me) || hasEnded(item.status);
}
