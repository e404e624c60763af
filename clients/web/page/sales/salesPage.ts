/**
 * The newest sales, each with the items that end next, and the search among the items of all sales.
 *
 * They are read over HTTP again every few seconds: for a list of sales one answer is better than a room per sale.
 */

import type { AuctionClient, BidderRest, Auction } from "auction-client";
import { h, setText, type View } from "../../ui/dom";
import { handleElement } from "../../ui/handle";
import { titleText } from "../../ui/text";
import { Kept } from "../frame/places";
import { texts } from "../../ui/texts";
import { CardGrid } from "./cardGrid";
import { addressOf, ENDED, filterForm, filtersOf, isFiltered, LIVE, termsOf, type Filters } from "./filters";
import { Found } from "./found";
import { FoundList } from "./foundList";
import type { Reader } from "./itemCard";

const REFRESH_MS = 5_000;
const SALES_MAX = 10;
const ITEMS_EACH = 8;

interface Content {
  readonly sales: { readonly auction: Auction; readonly found: Found }[];
  filters: Filters;
  results: Found | null;
}

const kept = new Kept<Content>(1);

export function salesPage(client: AuctionClient, rest: BidderRest, reader: Reader): View {
  const words = texts().following;
  const content: Content = kept.get("") ?? { sales: [], filters: filtersOf(""), results: null };
  kept.put("", content);
  const message = h("p", { class: "quiet", "data-test": "message" });
  const sales = new SaleSections(rest, reader, content);
  const results = h("div", { class: "lists" });
  let list: FoundList | null = null;
  let filters = filtersOf(location.hash);

  const search = (next: Filters, before: Found | null) => {
    filters = next;
    const address = addressOf("#/", next);
    if (address !== location.hash && (location.hash !== "" || address !== "#/")) {
      history.replaceState(history.state, "", address);
    }
    list?.dispose();
    list = null;
    const isSearch = isFiltered(next);
    sales.element.hidden = isSearch;
    results.hidden = !isSearch;
    content.filters = next;
    content.results = null;
    if (!isSearch) return void refresh();
    const terms = termsOf(next);
    const found = before ?? new Found(rest, { ...(terms.live ?? terms.ended), status: statusOf(terms) });
    content.results = found;
    list = new FoundList(found, words.results, words.noItems, reader, "items");
    results.replaceChildren(list.element);
    setText(message, "");
    void list.refresh();
  };
  const refresh = async () => {
    if (document.hidden) return;
    if (list !== null) return list.refresh();
    const problem = await sales.refresh();
    if (list === null && problem !== null) setText(message, problem);
  };
  const timer = setInterval(() => void refresh(), REFRESH_MS);
  const comeBack = () => void refresh();
  document.addEventListener("visibilitychange", comeBack);
  const live = client.connectionState.subscribe((state) => state === "live" && void refresh());
  const form = filterForm(filters, words.searchAll, false, (next) => search(next, null));
  const title = h("h1", { class: "spoken" }, words.sales);
  const element = h("div", { class: "wide" }, title, form, message, sales.element, results);
  if (content.sales.length === 0) setText(message, words.loading);
  search(filters, JSON.stringify(filters) === JSON.stringify(content.filters) ? content.results : null);
  return {
    element,
    dispose() {
      clearInterval(timer);
      document.removeEventListener("visibilitychange", comeBack);
      live();
      list?.dispose();
      sales.dispose();
    },
  };
}

function statusOf({ live, ended }: ReturnType<typeof termsOf>): string {
  return [live?.status, ended?.status].filter(Boolean).join(",");
}

/** A section for each of the newest sales. One that is added while the page is open comes last, and moves nothing. */
class SaleSections implements View {
  readonly element = h("div", { class: "sales" });
  private readonly shown = new Map<string, Section>();
  private isDisposed = false;
  private isReading = false;

  constructor(
    private readonly rest: BidderRest,
    private readonly reader: Reader,
    private readonly content: Content,
  ) {
    for (const { auction, found } of content.sales) this.element.append(this.add(auction, found).element);
  }

  /** Read the sales and their items; return the problem in words, empty if there is none. */
  async refresh(): Promise<string | null> {
    if (this.isReading) return null;
    this.isReading = true;
    try {
      const answer = await this.rest.auctions({ limit: SALES_MAX });
      if (this.isDisposed) return null;
      if (!answer.ok) return this.shown.size === 0 ? texts().following.unavailable : "";
      for (const auction of answer.auctions) if (!this.shown.has(auction.auction_id)) this.create(auction);
      await Promise.all([...this.shown.values()].map((section) => section.refresh()));
      // A section comes with its cards, so that the one under it is not pushed down by them.
      for (const { element } of this.shown.values()) if (!element.isConnected) this.element.append(element);
      return this.shown.size === 0 ? texts().following.noSale : "";
    } finally {
      this.isReading = false;
    }
  }

  dispose(): void {
    this.isDisposed = true;
    for (const section of this.shown.values()) section.dispose();
  }

  private create(auction: Auction): void {
    const found = new Found(this.rest, { auction_id: auction.auction_id, status: LIVE, sort: "ending" }, ITEMS_EACH);
    this.content.sales.push({ auction, found });
    this.add(auction, found);
  }

  private add(auction: Auction, found: Found): Section {
    const section = new Section(this.rest, auction, found, this.reader);
    this.shown.set(auction.auction_id, section);
    return section;
  }
}

class Section implements View {
  readonly element: HTMLElement;
  private readonly grid: CardGrid;
  private readonly over: Found;

  constructor(
    rest: BidderRest,
    auction: Auction,
    private readonly found: Found,
    reader: Reader,
  ) {
    const words = texts().following;
    const href = `#/auction/${encodeURIComponent(auction.auction_id)}`;
    const title = h("h2", {}, h("a", { href, dir: "auto" }, titleText(auction.title)));
    const all = h("a", { class: "all", href }, words.allItems);
    const by = h("p", { class: "quiet" }, words.by, handleElement(auction.auctioneer, false));
    const head = h("header", { class: "sale-line" }, h("div", {}, title, by), all);
    this.grid = new CardGrid(reader);
    this.over = new Found(rest, { auction_id: auction.auction_id, status: ENDED, sort: "lot" }, ITEMS_EACH);
    this.element = h("section", { class: "sale", "data-test": "sale" }, head, this.grid.element);
    this.draw();
  }

  async refresh(): Promise<void> {
    await this.found.refresh();
    if (this.found.items.length < ITEMS_EACH && !this.over.isRead) await this.over.more();
    this.draw();
  }

  dispose(): void {
    this.grid.dispose();
  }

  private draw(): void {
    const known = new Set(this.found.items.map((item) => item.item_id));
    const over = this.over.items.filter((item) => !known.has(item.item_id));
    this.grid.show([...this.found.items, ...over].slice(0, ITEMS_EACH));
  }
}
