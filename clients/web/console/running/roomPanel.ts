/** The room: the share of bidders who have the price, the rate of bids, and the delay of messages. */

import type { AuctionClient, Item, ItemView } from "auction-client";
import { h, setText, type View } from "../../ui/dom";
import { takesBids } from "../../ui/statuses";
import { numberText, percentText } from "../../ui/texts/locale";
import { texts } from "../texts";
import { bidsBySpan, bidsInLastMinute } from "./rates";

const PAUSE_MS = 700;
const CLOCK_EVERY = 8;
/** A reach that is not complete after so long is shown as `over`. */
const MEASURED_MS = 1_000;

export interface RoomPanel extends View {
  update(view: ItemView): void;
}

export function roomPanel(client: AuctionClient, itemId: string): RoomPanel {
  const t = texts().running.room;
  const meter = h("span", { class: "meter", "aria-hidden": "true" }, h("span"));
  const reach = value("reach");
  const cells = {
    behind: value("behind"),
    lag: value("lag"),
    bidders: value("bidders"),
    watchers: value("watchers"),
    rate: value("rate"),
    refused: value("refused"),
    desk: value("desk"),
  };
  const bars = h("span", { class: "bars", "aria-hidden": "true" });
  const facts = h(
    "dl",
    { class: "room-facts" },
    ...pair(t.lag, cells.lag),
    ...pair(t.bidders, cells.bidders),
    ...pair(t.watchers, cells.watchers),
    ...pair(t.rate, cells.rate),
    ...pair(t.refused, cells.refused),
    ...pair(t.desk, cells.desk),
  );
  const head = h("p", { class: "reach-line" }, reach, h("span", { class: "label" }, t.reach), cells.behind);
  const element = h("div", { class: "room", "data-test": "room" }, head, meter, facts, bars);
  let item: Item | null = null;
  let isOver = false;

  const measure = async () => {
    for (let turn = 0; !isOver; turn++) {
      if (!document.hidden && item !== null && takesBids(item.status)) await measureOnce();
      if (!isOver && turn % CLOCK_EVERY === 0) await measureDesk();
      await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
    }
  };
  const measureOnce = async () => {
    const began = performance.now();
    const answer = await client.reach(itemId);
    if (isOver || !answer.ok) return;
    const took = Math.round(performance.now() - began);
    const isWhole = answer.bidders_reached === answer.bidders;
    const percent = percentText(Math.floor(answer.reach * 100) / 100);
    setText(reach, answer.bidders === 0 ? t.unknown : percent);
    meter.style.setProperty("--share", String(answer.bidders === 0 ? 0 : answer.reach));
    meter.dataset.whole = String(isWhole);
    setText(cells.behind, behindText(answer.bidders, answer.bidders_reached));
    setText(cells.lag, lagText(answer.bidders, isWhole, took));
    setText(cells.bidders, numberText(answer.bidders));
    setText(cells.watchers, numberText(answer.watchers));
    setText(cells.refused, numberText(answer.refused));
  };
  const measureDesk = async () => {
    const estimate = await client.clock(1);
    if (estimate !== null) setText(cells.desk, t.ms(Math.round(estimate.errorMs * 2)));
  };
  const unsubscribe = client.watcherCounts.subscribe(({ item_id, count }) => {
    if (item_id === itemId) setText(cells.watchers, numberText(count));
  });
  const drawRate = () => {
    if (view === null) return;
    const now = client.serverNow();
    setText(cells.rate, numberText(bidsInLastMinute(view.bids, now)));
    drawBars(bars, bidsBySpan(view.bids, now));
  };
  const timer = setInterval(drawRate, 1_000);
  let view: ItemView | null = null;
  void measure();

  return {
    element,
    update(next) {
      view = next;
      item = next.item;
      drawRate();
    },
    dispose() {
      isOver = true;
      clearInterval(timer);
      unsubscribe();
    },
  };

  function lagText(bidders: number, isWhole: boolean, took: number): string {
    if (bidders === 0) return t.unknown;
    return isWhole ? t.ms(took) : t.over(t.ms(MEASURED_MS));
  }

  function behindText(bidders: number, reached: number): string {
    if (bidders === 0) return t.nobody;
    return reached === bidders ? t.noneBehind : t.behind(bidders - reached);
  }
}

function value(test: string): HTMLElement {
  return h("span", { class: "room-value", "data-test": `room-${test}` }, texts().running.room.unknown);
}

function pair(label: string, shown: HTMLElement): HTMLElement[] {
  return [h("div", {}, h("dt", { class: "label" }, label), h("dd", {}, shown))];
}

function drawBars(element: HTMLElement, counts: readonly number[]): void {
  const key = counts.join(" ");
  if (element.dataset.key === key) return;
  element.dataset.key = key;
  const most = Math.max(4, ...counts);
  element.replaceChildren(
    ...counts.map((count) => {
      const bar = h("i");
      bar.style.setProperty("--height", String(count / most));
      return bar;
    }),
  );
}
