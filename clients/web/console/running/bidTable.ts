/** The bids on the lot, the latest first, each with a button that voids it for a reason. */

import type { Bid, ItemView } from "auction-client";
import { button, h } from "../../ui/dom";
import { traitsOf } from "../../ui/formats";
import { handleElement } from "../../ui/handle";
import { formatMoney } from "../../ui/money";
import { hasEnded } from "../../ui/statuses";
import { texts } from "../texts";
import { sourceTag } from "./stage";

const SHOWN_MAX = 60;

export interface BidTable {
  readonly element: HTMLElement;
  update(view: ItemView): void;
}

export function bidTable(voidBid: (bid: Bid, reason: string) => Promise<boolean>): BidTable {
  const t = texts().running.bids;
  const list = h("ol", { class: "bids", "data-test": "bids" });
  const none = h("p", { class: "quiet" }, t.none);
  const element = h("div", {}, none, list);
  let key = "";
  let asked: number | null = null;
  let latest: ItemView | null = null;

  const draw = (view: ItemView) => {
    latest = view;
    const { item } = view;
    const isSecret = traitsOf(item).secret && !hasEnded(item.status);
    const bids = view.bids.slice(-SHOWN_MAX).reverse();
    none.hidden = bids.length > 0;
    none.textContent = isSecret ? t.secret : t.none;
    const canVoid = !hasEnded(item.status) && !isSecret;
    list.replaceChildren(...bids.map((bid) => rowOf(bid, view, canVoid)));
  };
  const rowOf = (bid: Bid, view: ItemView, canVoid: boolean): HTMLElement => {
    const money = formatMoney(bid.amount, view.item.currency);
    const units = bid.quantity > 1 ? `${bid.quantity} × ${money}` : money;
    const amount = h("span", { class: "bid-amount" }, units);
    const attributes = { "data-test": "bid-row", "data-source": bid.source, class: bid.retracted ? "gone" : "" };
    const line = h("li", attributes, amount, handleElement(bid.bidder, false), sourceTag(bid));
    if (bid.retracted) line.append(h("span", { class: "quiet" }, t.voided));
    // The bid of a hidden maximum goes with the bid that it answered.
    else if (canVoid && !bid.auto) line.append(asked === bid.seq ? reasonForm(bid, view) : voidButton(bid, view));
    return line;
  };
  const voidButton = (bid: Bid, view: ItemView) =>
    button(t.void, { class: "link", "data-test": "void-bid" }, () => {
      asked = bid.seq;
      draw(view);
      list.querySelector<HTMLInputElement>("input")?.focus();
    });
  const reasonForm = (bid: Bid, view: ItemView) => {
    const input = h("input", { "aria-label": t.reason, placeholder: t.reason, maxlength: "200", "data-test": "void-reason" });
    const submit = h("button", { type: "submit", class: "danger", "data-test": "void-sure" }, t.void);
    const form = h("form", { class: "line reason" }, input, submit);
    const leave = () => {
      asked = null;
      draw(latest ?? view);
    };
    input.addEventListener("keydown", (event) => event.key === "Escape" && leave());
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      void voidBid(bid, input.value.trim() || t.mistake).then((done) => done && leave());
    });
    return form;
  };

  return {
    element,
    update(view) {
      const { item, bids } = view;
      const gone = bids.filter((bid) => bid.retracted).length;
      const next = [item.item_id, item.epoch, item.status, bids.length, bids.at(-1)?.seq, gone].join(" ");
      // A reason that is being typed is not drawn over, unless its bid has gone.
      const isTyped = asked !== null && list.contains(document.activeElement);
      if (next === key || (isTyped && bids.some((bid) => bid.seq === asked && !bid.retracted) && !hasEnded(item.status))) return;
      key = next;
      draw(view);
    },
  };
}
