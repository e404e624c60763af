/** The paddles of a sale, and giving them. */

import { h } from "../../ui/dom";
import { answerLine } from "../controls/answerLine";
import { row, table } from "../controls/parts";
import type { SaleDesk } from "../desk";
import { texts } from "../texts";

export function paddles(desk: SaleDesk): HTMLElement {
  const t = texts().bidders.paddles;
  const { sale, rest } = desk;
  const number = h("input", { placeholder: t.number, "aria-label": t.number, maxlength: "16", class: "short", "data-test": "paddle-number" });
  const holder = h("input", { placeholder: t.holder, "aria-label": t.holder, maxlength: "255", "data-test": "paddle-holder" });
  const isUser = h("input", { type: "checkbox", id: "paddle-user", "data-test": "paddle-is-user" });
  const submit = h("button", { type: "submit", class: "primary", "data-test": "give-paddle" }, t.give);
  const check = h("div", { class: "check" }, isUser, h("label", { for: "paddle-user" }, t.isUser));
  const form = h("form", {}, h("div", { class: "line" }, number, holder, submit), check);
  const answer = answerLine("paddles-answer");
  const made = table("paddles", [t.number, t.holder]);
  const none = h("p", { class: "quiet" }, t.none);
  const element = h("section", { class: "panel", "aria-label": t.title }, h("h2", {}, t.title), form, answer.element, none, made.element);

  const read = async () => {
    const found = await rest.saleroom.paddles(sale.auctionId);
    if (!found.ok) return answer.refused(found.error, sale.currency);
    none.hidden = found.paddles.length > 0;
    made.element.hidden = found.paddles.length === 0;
    const inOrder = [...found.paddles].sort((a, b) => a.number.localeCompare(b.number, undefined, { numeric: true }));
    made.body.replaceChildren(...inOrder.map((each) => row("paddle-row", each.number, h("bdi", {}, each.name ?? each.user_id))));
  };
  const give = async (paddle: string, name: string) => {
    const bidder = isUser.checked ? { user_id: name } : { name };
    const result = await rest.saleroom.givePaddle(sale.auctionId, paddle, bidder);
    if (!result.ok) return answer.refused(result.error, sale.currency);
    answer.good(t.given(result.number, result.name ?? result.user_id));
    number.value = holder.value = "";
    number.focus();
    await read();
  };
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const [paddle, name] = [number.value.trim(), holder.value.trim()];
    if (paddle !== "" && name !== "") void give(paddle, name);
  });
  none.hidden = made.element.hidden = true;
  void read();
  return element;
}
