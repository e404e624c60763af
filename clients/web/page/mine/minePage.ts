/** The reader's own pages: the items that they bid on, those that they won, and their watchlist. */

import type { AuctionClient, BidderRest, OwnWin } from "auction-client";
import { button, h, setText, type View } from "../../ui/dom";
import { formatMoney } from "../../ui/money";
import { hasEnded } from "../../ui/statuses";
import { titleText } from "../../ui/text";
import { CardGrid } from "../sales/cardGrid";
import type { Reader } from "../sales/itemCard";
import { moreButton } from "../sales/moreButton";
import { texts } from "../../ui/texts";
import { ownPages } from "./ownPages";
import { winRow, winsTotals } from "./wins";

export type MinePlace = "bids" | "wins" | "watchlist";

/** One of the reader's own pages; a reader who is not signed in is asked to join. */
export function minePage(client: AuctionClient, rest: BidderRest, reader: Reader, place: MinePlace, join: () => void): View {
  const words = texts().following;
  const titles = { bids: words.myBids, wins: words.myWins, watchlist: words.watchlist };
  const title = h("h1", {}, titles[place]);
  document.title = `${titles[place]} · ${texts().common.auction}`;
  const content = h("div", { class: "lists" });
  const ask = h("div", { class: "ask" }, h("p", { class: "quiet" }, words.joinFirst));
  ask.append(button(words.join, { class: "primary", "data-test": "join-first" }, join));
  const element = h("div", { class: "wide mine", "data-test": `mine-${place}` }, title, ask, content);
  let shown: View | null = null;
  let user: string | null | undefined;
  const unsubscribe = client.identity.subscribe((identity) => {
    if (user === (identity?.user_id ?? null)) return;
    user = identity?.user_id ?? null;
    shown?.dispose();
    shown = identity === null ? null : PLACES[place](rest, reader);
    content.replaceChildren(...(shown === null ? [] : [shown.element]));
    ask.hidden = identity !== null;
  });
  return {
    element,
    dispose() {
      unsubscribe();
      shown?.dispose();
      document.title = texts().common.auction;
    },
  };
}

const PLACES: Record<MinePlace, (rest: BidderRest, reader: Reader) => View> = {
  bids: bidsView,
  wins: winsView,
  watchlist: watchlistView,
};

function bidsView(rest: BidderRest, reader: Reader): View {
  const words = texts().following;
  const running = part(words.running, new CardGrid(reader, "items"));
  const over = part(words.over, new CardGrid(reader, "ended"));
  const pages = ownPages(async (after) => {
    const answer = await rest.own.bids({ ...after, limit: 24 });
    return answer.ok ? { entries: answer.bids.map(({ item }) => item), next: answer.next_after } : null;
  });
  const draw = () => {
    // A message to the reader is newer than the page that was read.
    const items = pages.entries.map((item) => reader.own.latest(item));
    running.show(items.filter((item) => !hasEnded(item.status)));
    over.show(items.filter((item) => hasEnded(item.status)));
    foot.draw(pages.hasMore, pages.note(words.noOwnBids));
  };
  const foot = moreButton(() => pages.more().then(draw));
  const element = h("div", {}, running.element, over.element, foot.element);
  return live(element, reader, draw, () => pages.refresh(), [running, over]);
}

function watchlistView(rest: BidderRest, reader: Reader): View {
  const words = texts().following;
  const grid = new CardGrid(reader, "items");
  const pages = ownPages(async (after) => {
    const answer = await rest.own.watchlist({ ...after, limit: 24 });
    return answer.ok ? { entries: answer.items, next: answer.next_after } : null;
  });
  const draw = () => {
    grid.show(pages.entries);
    foot.draw(pages.hasMore, pages.note(words.nothingWatched));
  };
  const foot = moreButton(() => pages.more().then(draw));
  return live(h("div", {}, grid.element, foot.element), reader, draw, () => pages.refresh(), [grid]);
}

function winsView(rest: BidderRest, reader: Reader): View {
  const words = texts().following;
  const rows = h("ul", { class: "wins", "data-test": "wins" });
  const totals = h("p", { class: "wins-total", "data-test": "wins-total" });
  const pages = ownPages<OwnWin>(async (after) => {
    const answer = await rest.own.wins({ ...after, limit: 100 });
    return answer.ok ? { entries: answer.wins, next: answer.next_after } : null;
  });
  const draw = () => {
    rows.replaceChildren(...pages.entries.map((win) => winRow(win, titleText(win.title))));
    const sums = winsTotals(pages.entries).map(({ currency, total }) => formatMoney(total, currency));
    totals.hidden = sums.length === 0;
    setText(totals, words.owed(sums.join(" + ")));
    foot.draw(pages.hasMore, pages.note(words.noWins));
  };
  const foot = moreButton(() => pages.more().then(draw));
  return live(h("div", {}, totals, rows, foot.element), reader, draw, () => pages.refresh(), []);
}

/** A view that is read at once, again at every change of the reader's own, and every few seconds. */
function live(
  element: HTMLElement,
  reader: Reader,
  draw: () => void,
  refresh: () => Promise<void>,
  parts: readonly { dispose(): void }[],
): View {
  const read = () => void (document.hidden ? undefined : refresh().then(draw));
  const timer = setInterval(read, REFRESH_MS);
  const unsubscribe = reader.own.changes(read);
  draw();
  read();
  return {
    element,
    dispose() {
      clearInterval(timer);
      unsubscribe();
      for (const each of parts) each.dispose();
    },
  };
}

const REFRESH_MS = 5_000;

/** A heading and its cards, which are hidden while there are none. */
function part(heading: string, grid: CardGrid) {
  const head = h("div", { class: "list-head" }, h("h2", {}, heading));
  const element = h("section", { class: "list", hidden: true }, head, grid.element);
  return {
    element,
    show(items: Parameters<CardGrid["show"]>[0]) {
      element.hidden = items.length === 0;
      grid.show(items);
    },
    dispose: () => grid.dispose(),
  };
}
