/** The lots in their order, with a search and parts of the list; a row is drawn again only if its lot has changed. */

import type { Item } from "auction-client";
import { h, setText } from "../../ui/dom";
import { splitHandle } from "../../ui/handle";
import { formatMoney } from "../../ui/money";
import { hasEnded } from "../../ui/statuses";
import { titleText } from "../../ui/text";
import { hashOf } from "../routes";
import { isInPart, standing, type Part } from "../sale/saleItems";
import { texts } from "../texts";

export interface LotList {
  readonly element: HTMLElement;
  update(items: readonly Item[], currentId: string): void;
  focusSearch(): void;
}

interface Row {
  readonly element: HTMLElement;
  key: string;
}

function hint(key: string, words: string): (Node | string)[] {
  return [h("kbd", {}, key), ` ${words} `];
}

/** Scroll the list, and nothing around it, until a row is seen. */
function bringIntoView(rows: HTMLElement, row: HTMLElement | undefined): void {
  if (row === undefined) return;
  const [list, box] = [rows.getBoundingClientRect(), row.getBoundingClientRect()];
  if (box.top < list.top) rows.scrollTop -= list.top - box.top;
  else if (box.bottom > list.bottom) rows.scrollTop += box.bottom - list.bottom;
}

export function lotList(auctionId: string): LotList {
  const t = texts().running.lots;
  const search = h("input", { type: "search", placeholder: t.search, "aria-label": t.search, "data-test": "find-lot" });
  const parts = h(
    "select",
    { "aria-label": t.title, "data-test": "lot-part" },
    ...(["all", "toCome", "live", "ended"] as const).map((part) => h("option", { value: part }, t[part])),
  );
  const counts = h("p", { class: "quiet", "data-test": "lot-counts" });
  const rows = h("ol", { class: "lots", "data-test": "lots" });
  const none = h("p", { class: "quiet", hidden: true }, t.none);
  const goTo = h("a", { href: hashOf(auctionId, "setup"), hidden: true }, t.goToSetup);
  const head = h("div", { class: "line" }, search, parts);
  const keys = h("p", { class: "keys quiet" }, ...hint("J", t.keys.next), ...hint("K", t.keys.previous), ...hint("/", t.keys.find));
  const element = h("div", { class: "lot-list" }, head, counts, rows, none, goTo, keys);
  const shown = new Map<string, Row>();
  let items: readonly Item[] = [];
  let current = "";

  const draw = () => {
    const part = parts.value as Part;
    const listed = items.filter((item) => isInPart(item, part, search.value));
    const ended = items.filter((item) => hasEnded(item.status)).length;
    const sold = items.filter((item) => item.status === "sold").length;
    setText(counts, items.length === 0 ? "" : t.counts(sold, ended, items.length));
    rows.classList.toggle("unnumbered", items.every((item) => item.lot === null));
    none.hidden = listed.length > 0;
    setText(none, items.length === 0 ? t.noItems : t.none);
    goTo.hidden = items.length > 0;
    const elements = listed.map(rowOf);
    if (elements.length !== rows.childElementCount || elements.some((each, at) => rows.children[at] !== each)) {
      rows.replaceChildren(...elements);
    }
  };
  const rowOf = (item: Item): HTMLElement => {
    const row = shown.get(item.item_id) ?? { element: h("li", { "data-item": item.item_id, "data-test": "lot-row" }), key: "" };
    shown.set(item.item_id, row);
    const isCurrent = item.item_id === current;
    const key = [item.epoch, item.seq, item.price, standing(item).bidder, item.title, item.lot, isCurrent].join(" ");
    if (row.key !== key) {
      row.key = key;
      row.element.dataset.status = item.status;
      row.element.replaceChildren(linkOf(item, isCurrent));
    }
    return row.element;
  };
  const linkOf = (item: Item, isCurrent: boolean) => {
    const { bidder, price } = standing(item);
    return h(
      "a",
      { href: hashOf(auctionId, "run", item.item_id), ...(isCurrent ? { "aria-current": "true" } : {}) },
      h("span", { class: "lot-no" }, item.lot ?? "·"),
      h("span", { class: "lot-name", dir: "auto" }, titleText(item.title)),
      h("span", { class: "lot-state" }, texts().common.statuses[item.status]),
      h("span", { class: "lot-leader" }, bidder === null ? "" : splitHandle(bidder).name),
      h("span", { class: "lot-price" }, formatMoney(price, item.currency)),
    );
  };
  search.addEventListener("input", draw);
  parts.addEventListener("change", draw);

  return {
    element,
    focusSearch: () => search.focus(),
    update(next, currentId) {
      const isMoved = current !== currentId;
      items = next;
      current = currentId;
      draw();
      if (isMoved) bringIntoView(rows, shown.get(currentId)?.element);
    },
  };
}
