/** The form of a new sale, and the one that changes a sale. */

import type { AuctionPatch, NewAuction } from "auction-client";
import { h, type View } from "../../ui/dom";
import { actButton } from "../controls/actButton";
import { answerLine } from "../controls/answerLine";
import { patchBetween, type Values } from "../controls/nesting";
import { footOf, newId } from "../controls/parts";
import { typedForm } from "../controls/typedForm";
import type { Desk, SaleDesk } from "../desk";
import { hashOf } from "../routes";
import { texts } from "../texts";
import { saleGroups } from "./saleFields";

/** The page of a new sale. */
export function saleForm(desk: Desk): View {
  const t = texts().setup.sale;
  const form = typedForm(saleGroups(), () => currencyIn(form.control("currency").value));
  const answer = answerLine("sale-form-answer");
  const submit = h("button", { type: "submit", class: "primary", "data-test": "make-sale" }, t.create);
  const element = h("form", { class: "page narrow panel" }, h("h1", {}, t.newTitle), form.element, footOf(answer.element, submit));
  // The same request may be sent again after a lost answer.
  const auction_id = newId();

  element.addEventListener("submit", (event) => {
    event.preventDefault();
    void make();
  });
  const make = async () => {
    const values = form.values();
    if (values === null) return;
    submit.disabled = true;
    const result = await desk.rest.editing.addAuction({ ...(values as unknown as NewAuction), auction_id });
    submit.disabled = false;
    if (result.ok) location.hash = hashOf(result.auction_id, "setup");
    else answer.bad(form.refused(result.error));
  };
  return { element, dispose: () => {} };
}

/** The part of the set-up that changes or deletes a sale. */
export function saleEditor(desk: SaleDesk): HTMLElement {
  const t = texts().setup.sale;
  const { sale, rest } = desk;
  const form = typedForm(saleGroups(), () => sale.currency);
  const answer = answerLine("sale-form-answer");
  const submit = h("button", { type: "submit", class: "primary", "data-test": "save-sale" }, texts().common.save);
  const remove = actButton({ test: "delete-sale", look: "danger", question: () => t.deleteAsk, act: () => void deleteIt() });
  const element = h("form", { class: "panel" }, form.element, footOf(answer.element, submit, remove.element));
  remove.update({ label: t.delete, enabled: true });
  form.fill((sale.auction ?? {}) as unknown as Values);
  let before = form.values() ?? {};

  element.addEventListener("submit", (event) => {
    event.preventDefault();
    void change();
  });
  const change = async () => {
    const values = form.values();
    if (values === null) return;
    const patch = patchBetween(before, values, form.names);
    submit.disabled = true;
    const result = await rest.editing.amendAuction(sale.auctionId, patch as AuctionPatch);
    submit.disabled = false;
    if (!result.ok) return answer.bad(form.refused(result.error) || texts().common.refusals.forbidden);
    before = values;
    answer.good(texts().common.saved);
    await sale.refresh();
  };
  const deleteIt = async () => {
    const result = await rest.editing.deleteAuction(sale.auctionId);
    if (result.ok) location.hash = "#/";
    else answer.refused(result.error, sale.currency);
  };
  return element;
}

function currencyIn(typed: string): string {
  return /^[A-Z]{3}$/.test(typed.trim()) ? typed.trim() : "EUR";
}
