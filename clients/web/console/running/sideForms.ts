/** The asking price and notices: small forms beside the acts. */

import type { Item } from "auction-client";
import { h } from "../../ui/dom";
import { parseAmount, plainAmount } from "../../ui/money";
import { hasEnded, takesBids } from "../../ui/statuses";
import { newId } from "../controls/parts";
import type { Shortcut } from "../controls/shortcuts";
import type { SaleDesk } from "../desk";
import { texts } from "../texts";
import type { Commands } from "./commands";
import type { LotDesk } from "./lotDesk";

export interface SideForm {
  readonly element: HTMLElement;
  readonly shortcuts: readonly Shortcut[];
  update(item: Item): void;
}

/** The form that sets the asking price, or the step above the price. */
export function askingForm(desk: SaleDesk, lot: LotDesk, commands: Commands): SideForm {
  const t = texts().running;
  const price = smallForm("ask", t.asking.price, "A", (text) => void set("price", text));
  const step = smallForm("step", t.asking.increment, "I", (text) => void set("increment", text));
  const element = h("div", { class: "side-forms" }, price.element, step.element);

  const set = async (field: "price" | "increment", text: string) => {
    const seen = lot.shown;
    if (seen === null) return;
    const read = parseAmount(text, seen.currency);
    if ("problem" in read) return lot.answer.bad(read.problem);
    const words = field === "price" ? t.done.asking : t.done.increment;
    const answer = await lot.send(
      (expected_seq) => {
        const argument = { [field]: read.amount, expected_seq };
        return desk.rest.saleroom.command(seen.item_id, "set_asking", argument);
      },
      words(lot.money(read.amount)),
      seen,
    );
    if (answer === null) return;
    commands.remember({ kind: "asking", itemId: seen.item_id, minimum: seen.minimum });
    price.done();
    step.done();
  };
  return {
    element,
    shortcuts: [price.shortcut, step.shortcut],
    update(item) {
      const possible = item.format === "english" && (takesBids(item.status) || item.status === "paused");
      price.enable(possible);
      step.enable(possible);
      price.input.placeholder = possible ? plainAmount(item.minimum, item.currency) : "";
      const above = item.minimum - item.price;
      step.input.placeholder = possible && above > 0 ? plainAmount(above, item.currency) : "";
    },
  };
}

/** The form of notices, to those who watch the lot or to the whole sale. */
export function noticeForm(desk: SaleDesk, lot: LotDesk): SideForm {
  const t = texts().running;
  const scope = h(
    "select",
    { "aria-label": t.notices.title, "data-test": "notice-scope" },
    h("option", { value: "lot" }, t.notices.lot),
    h("option", { value: "sale" }, t.notices.sale),
  );
  const form = smallForm("notice", t.notices.title, "N", (text) => void give(text), t.notices.send);
  form.input.placeholder = t.notices.placeholder;
  form.input.maxLength = 500;
  form.input.inputMode = "text";
  form.element.querySelector(".line")?.prepend(scope);
  form.element.classList.add("notice-form");

  const give = async (text: string) => {
    const notice_id = newId();
    const { saleroom } = desk.rest;
    const toLot = () => saleroom.command(lot.itemId, "give_notice", { notice_id, text });
    const toSale = () => saleroom.giveNotice(desk.sale.auctionId, notice_id, text);
    const answer =
      scope.value === "lot"
        ? await lot.send(toLot, t.done.notice)
        : await lot.send(toSale, (given) => t.done.saleNotice(given.items));
    if (answer !== null) form.done();
  };
  return {
    element: form.element,
    shortcuts: [form.shortcut],
    update: (item) => form.enable(!hasEnded(item.status) || scope.value === "sale"),
  };
}

interface SmallForm {
  readonly element: HTMLFormElement;
  readonly input: HTMLInputElement;
  readonly shortcut: Shortcut;
  enable(possible: boolean): void;
  /** Empty the field and leave it, so that the keys of the acts work again. */
  done(): void;
}

function smallForm(id: string, label: string, key: string, send: (text: string) => void, action?: string): SmallForm {
  const input = h("input", { id, autocomplete: "off", inputmode: "decimal", "data-test": id, "aria-keyshortcuts": key });
  const submit = h("button", { type: "submit", class: "outline", "data-test": `${id}-set` }, action ?? texts().running.asking.set);
  const caption = h("label", { for: id, class: "label" }, label, " ", h("kbd", { "aria-hidden": "true" }, key));
  const element = h("form", { class: "small-form" }, caption, h("div", { class: "line" }, input, submit));
  element.addEventListener("submit", (event) => {
    event.preventDefault();
    if (input.value.trim() !== "") send(input.value.trim());
  });
  input.addEventListener("keydown", (event) => event.key === "Escape" && input.blur());
  const shortcut = {
    key,
    press: () => {
      if (input.disabled) return;
      input.focus();
      input.select();
    },
  };
  return {
    element,
    input,
    shortcut,
    enable(possible) {
      input.disabled = submit.disabled = !possible;
    },
    done() {
      input.value = "";
      input.blur();
    },
  };
}

