/** The clerks of a sale: invited by their user ids. */

import { button, h } from "../../ui/dom";
import { answerLine } from "../controls/answerLine";
import { momentText } from "../controls/parts";
import type { SaleDesk } from "../desk";
import { texts } from "../texts";

export function clerks(desk: SaleDesk): HTMLElement {
  const t = texts().setup.clerks;
  const { sale, rest } = desk;
  const user = h("input", { "aria-label": t.userId, placeholder: t.userId, maxlength: "255", "data-test": "clerk-id" });
  const submit = h("button", { type: "submit", class: "primary", "data-test": "invite-clerk" }, t.invite);
  const answer = answerLine("clerk-answer");
  const list = h("ul", { class: "rows", "data-test": "clerks" });
  const form = h("form", { class: "line" }, user, submit);
  const element = h("div", { class: "panel" }, h("h2", {}, t.title), h("p", { class: "quiet" }, t.hint), form, answer.element, list);

  const read = async () => {
    const found = await rest.saleroom.clerks(sale.auctionId);
    if (!found.ok) return answer.refused(found.error, sale.currency);
    const rows = found.clerks.map(({ user_id, granted_at }) => {
      const revoke = button(t.revoke, { class: "link", "data-test": "revoke-clerk" }, () => void change(() => rest.saleroom.revokeClerk(sale.auctionId, user_id)));
      return h("li", {}, h("bdi", {}, user_id), h("span", { class: "quiet" }, t.since(momentText(granted_at))), revoke);
    });
    list.replaceChildren(...(rows.length > 0 ? rows : [h("li", { class: "quiet" }, t.none)]));
  };
  const change = async (act: () => ReturnType<typeof rest.saleroom.revokeClerk>) => {
    const result = await act();
    if (!result.ok) return answer.refused(result.error, sale.currency);
    answer.good(texts().common.done);
    user.value = "";
    await read();
  };
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const id = user.value.trim();
    if (id !== "") void change(() => rest.saleroom.grantClerk(sale.auctionId, id));
  });
  void read();
  return element;
}
