/** What the form shows, as a function of the item, the typed texts, and the bid that is under way. */

import { isOwn, type Identity, type Item, type ItemView } from "auction-client";
import { chargeOf } from "../../../ui/charges";
import { traitsOf, wordsOf } from "../../../ui/formats";
import { formatMoney, plainAmount } from "../../../ui/money";
import { hasEnded, takesBids } from "../../../ui/statuses";
import { earlyHint, isLeftMaximum, leftText, takesEarlyBids } from "./early";
import { buttonText, buyNowOf, intentOf, mostOf, type Entry, type Intent, type Problem } from "./intent";
import type { Stage } from "./placing";
import { ownText } from "./standing";
import { texts } from "../../../ui/texts";

export interface FormInput {
  readonly view: ItemView;
  readonly me: Identity | null;
  readonly entry: Entry;
  readonly stage: Stage;
  readonly live: boolean;
}

export interface FormState {
  readonly item: Item;
  /** The bid that the button places; null for a leader, and for an offer that stays as it is. */
  readonly wanted: Intent | Problem | null;
  readonly buyNow: Intent | null;
  /** The amounts of the other buttons. */
  readonly quick: readonly number[];
  readonly button: string;
  /** No button places a bid at the moment. */
  readonly isOff: boolean;
  readonly hasEnded: boolean;
  readonly leads: boolean;
  /** A bid would wait for the opening. */
  readonly isEarly: boolean;
  /** The text about the bid that was left before the opening. */
  readonly left: string;
  readonly hint: string;
  readonly label: string;
  readonly placeholder: string;
  readonly minimum: string;
  readonly unitsOf: string;
  readonly fold: string;
  readonly own: string;
  readonly cost: string;
}

export function formState({ view, me, entry, stage, live }: FormInput): FormState {
  const { item } = view;
  const { maximum, amount } = traitsOf(item);
  const leads = maximum && isOwn(item.leader, me);
  const wanted = intentOf(item, entry, { leads, amount: view.yours?.max_amount ?? null });
  const ended = hasEnded(item.status);
  const isEarly = takesEarlyBids(item);
  return {
    item,
    wanted,
    buyNow: ended ? null : buyNowOf(item),
    quick: leads || !maximum || isEarly ? [] : (item.suggestions ?? []).filter((each) => each > item.minimum),
    button: statusText(item, stage, live) ?? wantedText(item, wanted),
    isOff: stage !== "ready" || !live || (!takesBids(item.status) && !isEarly),
    hasEnded: ended,
    leads: leads && item.reserve_met,
    isEarly,
    left: isEarly ? leftText(item, view.yours) : "",
    hint: isEarly ? earlyHint(item) : "",
    label: isLeftMaximum(item) ? texts().bidding.form.yourMaximum : wordsOf(item).label,
    placeholder: plainAmount(item.minimum, item.currency),
    minimum: amount ? texts().bidding.form.minimum(formatMoney(item.minimum, item.currency)) : "",
    unitsOf: texts().bidding.form.ofUnits(item.quantity),
    fold: leads ? texts().bidding.form.raiseMaximum : texts().bidding.form.automatic,
    own: isEarly ? "" : ownText(view, me),
    cost: wanted !== null && "act" in wanted ? costText(item, wanted) : "",
  };
}

/** What the bid would cost in all at most, where there are fees. */
export function costText(item: Item, intent: Intent): string {
  if (item.fees === null) return "";
  const { total } = chargeOf(item.fees, mostOf(item, intent), intent.terms.quantity);
  return texts().bidding.own.cost(formatMoney(total, item.currency));
}

/** The words on the button while it places nothing. */
function statusText(item: Item, stage: Stage, live: boolean): string | null {
  const { button } = texts().bidding;
  if (stage === "sending" || stage === "slow") return button.sending;
  if (stage === "unresolved") return button.checking;
  if (item.status === "scheduled" && !item.early_bids) return button.scheduled;
  if (item.status === "paused") return button.paused;
  return live ? null : button.offline;
}

/** The words on the button; those of the minimum's bid where the typed texts make none. */
function wantedText(item: Item, wanted: Intent | Problem | null): string {
  if (wanted === null && takesEarlyBids(item)) return texts().bidding.button.left;
  if (wanted === null) return traitsOf(item).secret ? texts().bidding.button.offered : texts().bidding.button.leading;
  if ("act" in wanted) return buttonText(item, wanted);
  return wordsOf(item).act();
}
