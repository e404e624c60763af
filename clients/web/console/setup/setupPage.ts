/** Setting a sale up: its lots with the form beside them, its terms, files, clerks. */

import type { Item } from "auction-client";
import { h, perFrame, type View } from "../../ui/dom";
import { formatMoney } from "../../ui/money";
import { titleText } from "../../ui/text";
import { drawBadge, statusBadge } from "../controls/badge";
import { row, table } from "../controls/parts";
import type { SaleDesk } from "../desk";
import { hashOf } from "../routes";
import { texts } from "../texts";
import { clerks } from "./clerks";
import { importer } from "./importer";
import { itemEditor, newItemForm } from "./itemForm";
import { saleEditor } from "./saleForm";

/** Parts of the set-up. No item has such an id. */
const PARTS = ["~sale", "~files", "~clerks"] as const;
type Part = (typeof PARTS)[number];

export function setupPage(desk: SaleDesk, part: string): View {
  const t = texts().setup;
  const { sale } = desk;
  const labels: Record<Part | "", string> = {
    "": t.lots,
    "~sale": t.sale.title,
    "~files": t.files.title,
    "~clerks": t.clerks.title,
  };
  const here = PARTS.find((each) => each === part) ?? "";
  const links = (["", ...PARTS] as const).map((each) => {
    const current = each === here ? { "aria-current": "page" } : {};
    const test = each === "" ? "lots" : each.slice(1);
    return h("a", { href: hashOf(sale.auctionId, "setup", each), "data-test": `setup-${test}`, ...current }, labels[each]);
  });
  const nav = h("nav", { class: "subtabs", "aria-label": texts().frame.rooms.setup }, ...links);
  const lots = lotTable(desk, part);
  const body =
    here === "~sale"
      ? h("div", { class: "narrow" }, saleEditor(desk))
      : here === "~files"
        ? importer(desk)
        : here === "~clerks"
          ? h("div", { class: "narrow" }, clerks(desk))
          : h("div", { class: "two" }, lots.element, part === "" ? newItemForm(desk) : itemEditor(desk, part));
  const element = h("div", { class: "page" }, nav, body);
  return { element, dispose: lots.dispose };
}

/** The lots in the order of the sale. */
function lotTable(desk: SaleDesk, editedId: string): View {
  const t = texts().setup;
  const { sale } = desk;
  const { columns } = t;
  const made = table("lot-table", [columns.lot, columns.title, columns.format, columns.start, columns.status]);
  const none = h("p", { class: "quiet" }, t.noLots);
  const element = h("section", { class: "panel", "aria-label": t.lots }, none, made.element);
  let drawn = "";
  const draw = perFrame(() => {
    // Bids change nothing here, and come fast.
    const key = sale.items.map(({ item_id, lot, title, status, start_price }) => [item_id, lot, title, status, start_price].join()).join();
    if (key === drawn) return;
    drawn = key;
    none.hidden = sale.items.length > 0;
    made.element.hidden = sale.items.length === 0;
    made.body.replaceChildren(...sale.items.map((item) => lotRow(item, item.item_id === editedId)));
  });
  const lotRow = (item: Item, isEdited: boolean) => {
    const badge = statusBadge("lot-status");
    drawBadge(badge, item.status);
    const title = h("a", { href: hashOf(sale.auctionId, "setup", item.item_id), dir: "auto" }, titleText(item.title));
    const format = texts().common.shortFormats[item.format];
    const cells = [item.lot ?? texts().common.noLot, title, format, formatMoney(item.start_price, item.currency), badge];
    const made = row("setup-row", ...cells);
    made.classList.toggle("here", isEdited);
    return made;
  };
  const unsubscribe = sale.subscribe(draw);
  draw();
  return { element, dispose: unsubscribe };
}
