/** The outcome of an item for its reader: won with an amount to pay, outbid at the end, or unsold. */

import type { Identity, Item, ItemView } from "auction-client";
import { h, setText } from "../../ui/dom";
import { chargeOf, sumOf } from "../../ui/charges";
import { traitsOf } from "../../ui/formats";
import { formatMoney } from "../../ui/money";
import { hasEnded } from "../../ui/statuses";
import { standingOf, winsOf } from "./bidding/standing";
import { texts } from "../../ui/texts";

export interface Outcome {
  readonly mood: "good" | "bad" | "";
  readonly text: string;
  /** The parts of an amount that is owed; empty if there is one part only. */
  readonly parts: string;
}

/** The outcome in texts().bidding; null while the item has not ended, and where its status says it all. */
export function outcomeOf(view: ItemView, me: Identity | null): Outcome | null {
  const { item } = view;
  if (!hasEnded(item.status)) return null;
  const standing = standingOf(view, me);
  if (standing === "won") return wonOutcome(item, me);
  if (standing === "lost") return { mood: "bad", text: lostText(item), parts: "" };
  const text = unsoldText(item);
  return text === "" ? null : { mood: "", text, parts: "" };
}

export interface OutcomePanel {
  readonly element: HTMLElement;
  update(view: ItemView, me: Identity | null): void;
}

export function outcomePanel(): OutcomePanel {
  const text = h("p", { class: "outcome-text", role: "status", "data-test": "outcome" });
  const parts = h("p", { class: "quiet", "data-test": "owed" });
  const element = h("div", { class: "outcome" }, text, parts);
  return {
    element,
    update(view, me) {
      const outcome = outcomeOf(view, me);
      element.dataset.mood = outcome?.mood ?? "";
      element.classList.toggle("shown", outcome !== null);
      setText(text, outcome?.text ?? "");
      setText(parts, outcome?.parts ?? "");
    },
  };
}

function wonOutcome(item: Item, me: Identity | null): Outcome {
  const owed = sumOf(winsOf(item, me).map(({ amount, quantity }) => chargeOf(item.fees, amount, quantity)));
  const [hammer, premium, tax, total] = [owed.hammer_price, owed.premium, owed.tax, owed.total].map((amount) =>
    formatMoney(amount, item.currency),
  ) as [string, string, string, string];
  const parts = owed.total === owed.hammer_price ? "" : texts().bidding.outcome.parts(hammer, premium, tax);
  return { mood: "good", text: texts().bidding.outcome.won(total), parts };
}

function lostText(item: Item): string {
  if (!traitsOf(item).maximum) return texts().bidding.outcome.otherOffers;
  return texts().bidding.outcome.outbidAtTheEnd(formatMoney(item.price, item.currency));
}

function unsoldText(item: Item): string {
  switch (item.status) {
    case "unsold":
      if (item.bid_count === 0) return texts().bidding.outcome.noBids;
      return item.reserve_met ? texts().bidding.outcome.notSold : texts().bidding.outcome.reserveNotMet;
    case "cancelled":
      return texts().bidding.outcome.withdrawn;
    default:
      return "";
  }
}
