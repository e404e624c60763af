/** The form that puts an item up, and the one that changes or deletes it. */

import type { Format, Item, ItemPatch, Listing } from "auction-client";
import { h, setText } from "../../ui/dom";
import { actButton } from "../controls/actButton";
import { answerLine } from "../controls/answerLine";
import { patchBetween, type Values } from "../controls/nesting";
import { footOf } from "../controls/parts";
import { typedForm, type TypedForm } from "../controls/typedForm";
import type { SaleDesk } from "../desk";
import { hashOf } from "../routes";
import { texts } from "../texts";
import { DESCRIPTION, FORMATS, hasField, itemGroups, PRICES } from "./itemFields";

/** The form of a new item. */
export function newItemForm(desk: SaleDesk): HTMLElement {
  const t = texts().setup.item;
  const { sale, rest } = desk;
  const form = itemForm(desk);
  const answer = answerLine("item-answer");
  const submit = h("button", { type: "submit", class: "primary", "data-test": "put-up" }, t.add);
  const element = h("form", { class: "panel", "data-test": "item-form" }, h("h2", {}, t.newItem), form.element, footOf(answer.element, submit));
  const setChoices = () => {
    form.control("format").value = FORMATS[0] as Format;
    form.control("retraction").value = "once";
    form.showFormat();
  };

  element.addEventListener("submit", (event) => {
    event.preventDefault();
    void putUp();
  });
  // A sale that is in one shard, or an item of a group, gets its id from the server.
  const putUp = async () => {
    const values = form.values();
    if (values === null) return;
    submit.disabled = true;
    const result = await rest.editing.addItem(sale.auctionId, values as unknown as Listing);
    submit.disabled = false;
    if (!result.ok) return answer.bad(form.refused(result.error));
    answer.good(t.added(result.title));
    prepareNext(form, result);
    await sale.refresh();
  };
  setChoices();
  return element;
}

/** Empty the fields that are an item's own: its description and its prices. The rules stay for the next item. */
function prepareNext(form: TypedForm, item: Item): void {
  for (const name of [...DESCRIPTION, ...PRICES]) form.control(name).value = "";
  form.control("lot").value = nextLot(item.lot);
  form.control("title").focus();
}

/** The number after a lot; empty after none. */
export function nextLot(lot: string | null): string {
  const number = /^\d+/.exec(lot ?? "")?.[0];
  return number === undefined ? "" : String(Number(number) + 1);
}

/** The form that changes an item. */
export function itemEditor(desk: SaleDesk, itemId: string): HTMLElement {
  const t = texts().setup.item;
  const { sale, rest } = desk;
  const form = itemForm(desk);
  const answer = answerLine("item-answer");
  const submit = h("button", { type: "submit", class: "primary", "data-test": "save-item", disabled: true }, texts().common.save);
  const remove = actButton({ test: "delete-item", look: "danger", question: () => t.deleteAsk, act: () => void deleteIt() });
  const another = h("a", { href: hashOf(sale.auctionId, "setup"), class: "quiet-link" }, t.newItem);
  const note = h("p", { class: "quiet" });
  const foot = footOf(answer.element, submit, remove.element, another);
  const element = h("form", { class: "panel", "data-test": "item-form" }, h("h2", {}, t.edit), note, form.element, foot);
  let before: Values = {};

  const read = async () => {
    const listing = await rest.editing.listing(itemId);
    if (!listing.ok) return answer.refused(listing.error, sale.currency);
    form.fill({ format: "english", retraction: "once", ...listing });
    form.showFormat();
    before = form.values() ?? {};
    const isScheduled = sale.items.find((item) => item.item_id === itemId)?.status === "scheduled";
    setText(note, isScheduled ? "" : t.fixedRules);
    for (const name of form.names) form.control(name).disabled = !isScheduled && !DESCRIPTION.includes(name);
    submit.disabled = false;
    remove.update({ label: texts().common.delete, enabled: isScheduled });
  };
  element.addEventListener("submit", (event) => {
    event.preventDefault();
    void change();
  });
  const change = async () => {
    const values = form.values();
    if (values === null) return;
    const patch = patchBetween(before, values, form.names);
    submit.disabled = true;
    const result = await rest.editing.amendItem(itemId, patch as ItemPatch);
    submit.disabled = false;
    if (!result.ok) return answer.bad(form.refused(result.error));
    await Promise.all([sale.refresh(), read()]);
    answer.good(texts().common.saved);
  };
  const deleteIt = async () => {
    const result = await rest.editing.deleteItem(itemId);
    if (!result.ok) return answer.refused(result.error, sale.currency);
    await sale.refresh();
    location.hash = hashOf(sale.auctionId, "setup");
  };
  void read();
  return element;
}

interface ItemForm extends TypedForm {
  /** Show the fields of the chosen format. */
  showFormat(): void;
}

function itemForm(desk: SaleDesk): ItemForm {
  const form = typedForm(itemGroups(), () => desk.sale.currency);
  const showFormat = () => {
    const format = form.control("format").value as Format;
    form.show((name) => hasField(name, format, form.control("soft_close.policy").value));
  };
  form.control("format").addEventListener("change", showFormat);
  form.control("soft_close.policy").addEventListener("change", showFormat);
  return { ...form, showFormat };
}

