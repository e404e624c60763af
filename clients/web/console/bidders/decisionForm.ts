/** The decision on a bidder: a limit, a reason, and approve, refuse or block. */

import type { SaleBidder } from "auction-client";
import { button, h } from "../../ui/dom";
import { parseAmount, plainAmount } from "../../ui/money";
import { actButton } from "../controls/actButton";
import { texts } from "../texts";

export interface Decisions {
  approve(limit: number | null, reason: string): void;
  refuse(reason: string): void;
  block(reason: string, voidBids: boolean): void;
  wrong(problem: string): void;
  leave(): void;
}

export function decisionForm(bidder: SaleBidder, currency: string, decisions: Decisions): HTMLElement {
  const t = texts().bidders;
  const limit = h("input", { placeholder: t.limit, "aria-label": t.limit, inputmode: "decimal", "data-test": "limit" });
  if (typeof bidder.spending_limit === "number") limit.value = plainAmount(bidder.spending_limit, currency);
  const reason = h("input", { placeholder: t.reason, "aria-label": t.reason, maxlength: "1000", "data-test": "reason" });
  const voids = h("input", { type: "checkbox", id: `void-${bidder.user_id}`, "data-test": "void-bids" });
  const check = h("div", { class: "check" }, voids, h("label", { for: voids.id }, t.voidBids));
  const approve = h("button", { type: "submit", class: "primary", "data-test": "approve-with" }, bidder.approved ? t.changeLimit : t.approve);
  const refuse = button(t.refuse, { class: "outline", "data-test": "refuse" }, () => decisions.refuse(reason.value.trim()));
  const block = actButton({
    test: "block",
    look: "danger",
    question: () => t.blockAsk,
    act: () => decisions.block(reason.value.trim(), voids.checked),
  });
  block.update({ label: t.block, enabled: bidder.state !== "blocked" });
  const leave = button(texts().common.cancel, { class: "link" }, () => decisions.leave());
  const acts = h("div", { class: "line" }, approve, refuse, block.element, leave);
  const form = h("form", { class: "decision", "data-test": "decision" }, h("div", { class: "line" }, limit, reason), check, acts);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (limit.value.trim() === "") return decisions.approve(null, reason.value.trim());
    const read = parseAmount(limit.value, currency);
    if ("problem" in read) decisions.wrong(read.problem);
    else decisions.approve(read.amount, reason.value.trim());
  });
  form.addEventListener("keydown", (event) => event.key === "Escape" && decisions.leave());
  return form;
}
