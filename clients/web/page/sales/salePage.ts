/**
 * The page of one sale, live over the sale's room.
 *
 * The items are found by searches, page by page, and follow the messages of the sale. An item that ends, and one that
 * is put up, moves no card: the reader is offered to read the list again.
 */

import type { AuctionClient, BidderRest, AuctionWithItems, SaleView } from "auction-client";
import { button, h, perFrame, setText, type View } from "../../ui/dom";
import { handleElement } from "../../ui/handle";
import { takesBids } from "../../ui/statuses";
import { titleText } from "../../ui/text";
import { Kept, keptTop } from "../frame/places";
import { crumbs } from "../looking/crumbs";
import { keepOrder } from "../looking/saleOrders";
import { texts } from "../../ui/texts";
import { addressOf, filterForm, filtersOf, isFiltered, termsOf, type Filters } from "./filters";
import { Found } from "./found";
import { FoundList } from "./foundList";
import type { Reader } from "./itemCard";

interface Content {
  readonly live: Found | null;
  readonly ended: Found | null;
  /** The items of the sale when the list was read. */
  known: ReadonlySet<string> | null;
}

const kept = new Kept<Content>();
let keptSale: AuctionWithItems | null = null;

export function salePage(client: AuctionClient, rest: BidderRest, reader: Reader, auctionId: string): View {
  const words = texts().following;
  const path = `#/auction/${encodeURIComponent(auctionId)}`;
  const head = saleHead();
  const message = h("p", { class: "quiet", "data-test": "message" });
  const offer = button("", { class: "primary update", "data-test": "update", hidden: true }, () => read(filters, true));
  const lists = h("div", { class: "lists" });
  let filters = filtersOf(location.hash);
  let shown: Lists | null = null;
  let view: SaleView | null = null;

  const read = (next: Filters, anew: boolean) => {
    filters = next;
    const address = addressOf(path, next);
    if (address !== location.hash) history.replaceState(history.state, "", address);
    shown?.dispose();
    shown = new Lists(rest, reader, next, auctionId, (!anew && kept.get(address)) || null);
    kept.put(address, shown.content);
    lists.replaceChildren(shown.element);
    draw();
  };
  const draw = perFrame(() => {
    if (view === null || shown === null) return;
    shown.follow(view);
    head.summarize(view);
    const [ended, added] = [shown.ended, shown.added];
    offer.hidden = ended + added === 0;
    const news = [ended && words.endedMeanwhile(ended), added && words.addedMeanwhile(added)].filter(Boolean);
    setText(offer, [...news, words.updateList].join(" · "));
  });
  const form = filterForm(filters, words.searchSale, true, (next) => read(next, true));
  const element = h("div", { class: "wide sale", "data-test": "sale" }, head.element, form, message, lists, offer);
  let isNamed = false;
  const name = async () => {
    if (isNamed) return;
    isNamed = true;
    const answer = await rest.auction(auctionId, { limit: 1 });
    isNamed = answer.ok;
    if (answer.ok) head.name((keptSale = answer));
  };
  const unwatch = client.watchSale(
    auctionId,
    (next) => {
      view = next;
      void name();
      keepOrder(auctionId, next);
      draw();
    },
    (refusal) => {
      for (const each of [form, lists, offer]) each.hidden = true;
      head.element.replaceChildren();
      setText(message, refusal.code === "not_found" ? words.noSuchSale : words.unavailable);
    },
  );
  if (keptSale?.auction_id === auctionId) head.name(keptSale);
  read(filters, keptTop() === 0);
  return {
    element,
    dispose() {
      unwatch();
      shown?.dispose();
      document.title = texts().common.auction;
    },
  };
}

/** The title of the sale, its house, and the number of its items. */
function saleHead() {
  const title = h("h1", { dir: "auto" });
  const by = h("p", { class: "quiet" });
  const summary = h("p", { class: "quiet", "data-test": "summary" });
  const element = h("header", { class: "sale-head" }, crumbs().element, title, h("div", { class: "sale-line" }, by, summary));
  return {
    element,
    name(sale: AuctionWithItems) {
      setText(title, titleText(sale.title));
      document.title = `${titleText(sale.title)} · ${texts().common.auction}`;
      by.replaceChildren(texts().following.by, handleElement(sale.auctioneer, false));
    },
    summarize({ items }: SaleView) {
      const there = [...items.values()].filter((item) => item.status !== "deleted");
      const open = there.filter((item) => takesBids(item.status)).length;
      setText(summary, `${texts().following.items(there.length)} · ${texts().following.openItems(open)}`);
    },
  };
}

/** The live items and the ended ones, each in a list. */
class Lists implements View {
  readonly element = h("div", {});
  readonly content: Content;
  private readonly live: FoundList | null;
  private readonly over: FoundList | null;
  private readonly asked = new Set<string>();
  private missing = 0;

  constructor(
    private readonly rest: BidderRest,
    reader: Reader,
    private readonly filters: Filters,
    auctionId: string,
    before: Content | null,
  ) {
    const words = texts().following;
    const terms = termsOf(filters, auctionId);
    const found = (wanted: typeof terms.live) => wanted && new Found(rest, wanted);
    this.content = before ?? { live: found(terms.live), ended: found(terms.ended), known: null };
    const { live, ended } = this.content;
    const nothing = isFiltered(filters) ? words.noItems : words.noItemsYet;
    this.live = live && new FoundList(live, words.live, nothing, reader, "items");
    this.over = ended && new FoundList(ended, words.ended, this.live === null ? nothing : "", reader, "ended");
    for (const list of [this.live, this.over]) if (list !== null) this.element.append(list.element);
    if (before === null) void this.read();
  }

  follow(view: SaleView): void {
    this.live?.follow(view.items);
    this.over?.follow(view.items);
    const known = (this.content.known ??= new Set(view.items.keys()));
    const added = [...view.items.keys()].filter((itemId) => !known.has(itemId));
    // A list that has been read to its end shows a new item there; another one is to be read again.
    const appends = !isFiltered(this.filters) && this.live?.isComplete;
    if (appends) for (const itemId of added) void this.append(itemId);
    this.missing = appends ? 0 : added.length;
  }

  get ended(): number {
    return this.live?.ended ?? 0;
  }

  get added(): number {
    return this.missing;
  }

  dispose(): void {
    this.live?.dispose();
    this.over?.dispose();
  }

  /** Read the first pages. The ended items come when the place of the live ones above them is known. */
  private async read(): Promise<void> {
    if (this.over !== null) this.over.element.hidden = this.live !== null;
    await Promise.all([this.live?.more(), this.over?.more()]);
    if (this.over !== null) this.over.element.hidden = false;
  }

  private async append(itemId: string): Promise<void> {
    if (this.asked.has(itemId)) return;
    this.asked.add(itemId);
    const answer = await this.rest.item(itemId);
    if (answer.ok) this.live?.take([answer]);
    else this.asked.delete(itemId);
  }
}
