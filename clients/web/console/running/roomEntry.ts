/**
 * Entering bids of the room: the source, the paddle, the amount.
 *
 * A key chooses the source and goes to the paddle. `Enter` there enters the bid at the asking price, so a floor bid is
 * `F`, the number, `Enter`. An amount that is typed is entered as it is. A bid needs no event number, because its
 * amount says what it is worth.
 */

import type { Item, RoomSource } from "auction-client";
import { h, setText } from "../../ui/dom";
import { traitsOf } from "../../ui/formats";
import { formatMoney, parseAmount, parseUnits, plainAmount } from "../../ui/money";
import { takesBids } from "../../ui/statuses";
import { newId } from "../controls/parts";
import type { Shortcut } from "../controls/shortcuts";
import type { SaleDesk } from "../desk";
import { texts } from "../texts";
import type { Commands } from "./commands";
import type { LotDesk } from "./lotDesk";
import { unknownPaddle } from "./unknownPaddle";

const KEYS: readonly (readonly [RoomSource, string])[] = [
  ["floor", "F"],
  ["telephone", "T"],
  ["absentee", "B"],
  ["consignor", "C"],
];

export interface RoomEntry {
  readonly element: HTMLElement;
  readonly shortcuts: readonly Shortcut[];
  update(item: Item): void;
}

export function roomEntry(desk: SaleDesk, lot: LotDesk, commands: Commands): RoomEntry {
  const t = texts().running;
  const sources = KEYS.filter(([source]) => source !== "consignor" || (desk.sale.auction?.consignor_bids ?? false));
  const paddle = h("input", { id: "paddle", autocomplete: "off", maxlength: "16", inputmode: "numeric", "data-test": "paddle" });
  const amount = h("input", { id: "amount", autocomplete: "off", inputmode: "decimal", "data-test": "amount" });
  const maximum = h("input", { id: "maximum", autocomplete: "off", inputmode: "decimal", "data-test": "maximum" });
  const units = h("input", { id: "units", autocomplete: "off", inputmode: "numeric", placeholder: "1", "data-test": "units" });
  const submit = h("button", { type: "submit", class: "primary", "data-test": "enter-bid" }, t.entry.enter);
  const tabs = sources.map(([source, key]) => sourceButton(source, key));
  const group = h("div", { class: "sources", role: "group", "aria-label": t.entry.title }, ...tabs.map((tab) => tab.element));
  const numberPart = labelled("paddle", t.entry.paddle, paddle);
  const maximumPart = labelled("maximum", t.entry.maximum, maximum);
  const unitsPart = labelled("units", t.entry.units, units);
  const amountPart = labelled("amount", t.entry.amount, amount);
  const line = h("div", { class: "entry-line" }, numberPart, amountPart, maximumPart, unitsPart, submit);
  const unknown = unknownPaddle(desk, () => void enter());
  const element = h("form", { class: "entry", "data-test": "room-bid" }, group, line, unknown.element);
  let source: RoomSource = "floor";
  let confirming = false;
  let bidId = newId();

  function sourceButton(each: RoomSource, key: string) {
    const attributes = { type: "button", class: "source-tab", "data-test": `source-${each}`, "aria-keyshortcuts": key };
    const made = h("button", attributes, t.entry[each], " ", h("kbd", { "aria-hidden": "true" }, key));
    const press = () => {
      if (made.disabled) return;
      choose(each);
      (each === "consignor" ? amount : paddle).focus();
      (each === "consignor" ? amount : paddle).select();
    };
    made.addEventListener("click", press);
    return { source: each, key, element: made, press };
  }
  const choose = (chosen: RoomSource) => {
    source = chosen;
    for (const tab of tabs) tab.element.setAttribute("aria-pressed", String(tab.source === chosen));
    numberPart.hidden = chosen === "consignor";
    ask(false);
  };
  /** Whether the next press confirms an implausible amount. */
  const ask = (confirm: boolean) => {
    confirming = confirm;
    setText(submit, confirm ? t.entry.confirm : t.entry.enter);
    if (!confirm) unknown.hide();
  };

  const enter = async () => {
    const item = lot.shown;
    if (item === null) return;
    const number = source === "consignor" ? null : paddle.value.trim();
    if (number === "") return lot.answer.bad(t.entry.needPaddle);
    const amounts = readAmounts(item, amount.value, maximum.value);
    if ("problem" in amounts) return lot.answer.bad(amounts.problem);
    const quantity = units.value.trim() === "" ? 1 : parseUnits(units.value);
    if (quantity === null || quantity > item.quantity) return lot.answer.bad(t.entry.unitsOf(item.quantity));
    const bid = { bid_id: bidId, source, ...amounts, quantity, ...(number === null ? {} : { paddle: number }), confirmed: confirming };
    let refusal = "";
    const answer = await lot.send(
      async () => {
        const result = await desk.rest.saleroom.roomBid(item.item_id, bid);
        refusal = result.ok ? "" : result.error.code;
        return result;
      },
      (accepted) => {
        const money = formatMoney(amounts.amount, item.currency);
        const words = number === null ? t.done.consignor(money) : t.done.bid(number, money);
        if (item.status === "scheduled") return `${words} ${t.done.early}`;
        // Only a hidden maximum answers a bid; without one, bids have no leader.
        return accepted.leading || !traitsOf(item).maximum ? words : `${words} ${t.done.outbidAtOnce(formatMoney(accepted.price, item.currency))}`;
      },
    );
    if (answer !== null) {
      commands.remember({ kind: "bid", itemId: item.item_id, bidId });
      entered();
    } else if (refusal === "not_found" && number !== null) unknown.show(number);
    // The same bid is sent again where the first one may have been taken.
    else ask(refusal === "implausible");
    if (answer === null && refusal !== "unanswered" && refusal !== "unknown") bidId = newId();
  };
  const entered = () => {
    bidId = newId();
    for (const input of [paddle, amount, maximum, units]) input.value = "";
    ask(false);
    // The keys of the acts work again.
    if (document.activeElement instanceof HTMLElement) document.activeElement.blur();
  };

  element.addEventListener("submit", (event) => {
    event.preventDefault();
    void enter();
  });
  element.addEventListener("input", () => ask(false));
  element.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && document.activeElement instanceof HTMLElement) document.activeElement.blur();
  });
  choose("floor");
  return {
    element,
    shortcuts: tabs.map(({ key, press }) => ({ key, press })),
    update(item) {
      const open = takesBids(item.status) || (item.status === "scheduled" && (desk.sale.auction?.early_bids ?? false));
      for (const control of [paddle, amount, maximum, units, submit, ...tabs.map((tab) => tab.element)]) control.disabled = !open;
      submit.disabled = !open || lot.isBusy;
      maximumPart.hidden = !traitsOf(item).maximum;
      unitsPart.hidden = item.quantity === 1;
      amount.placeholder = plainAmount(item.minimum, item.currency);
    },
  };
}

function labelled(id: string, label: string, input: HTMLInputElement): HTMLElement {
  return h("div", { class: "entry-part" }, h("label", { for: id, class: "label" }, label), input);
}

/** The amounts that were typed; without one the asking price, or with a maximum the lowest bid that it allows. */
export function readAmounts(
  item: Item,
  amount: string,
  maximum: string,
): { readonly amount: number; readonly max_amount?: number } | { readonly problem: string } {
  const read = amount.trim() === "" ? { amount: item.minimum } : parseAmount(amount, item.currency);
  if ("problem" in read) return read;
  if (maximum.trim() === "") return read;
  const most = parseAmount(maximum, item.currency);
  if ("problem" in most) return most;
  return { amount: read.amount, max_amount: most.amount };
}
