/** Fees, results, statements and webhooks. */

/**
 * The fees that a winner owes besides the price; rates are in millionths. `premium` are bands of `[from, rate]`, each
 * for its own part of a unit's hammer price.
 */
export interface Fees {
  readonly premium: readonly (readonly [number, number])[];
  readonly price_tax: number;
  readonly premium_tax: number;
}

/** The parts of an amount that a winner owes; `hammer_price` is that of all units. */
export interface Charge {
  readonly hammer_price: number;
  readonly premium: number;
  readonly tax: number;
  readonly total: number;
}

/** The cost of winning `quantity` units at a hammer price of `amount` each. */
export interface Cost extends Charge {
  readonly item_id: string;
  readonly currency: string;
  readonly amount: number;
  readonly quantity: number;
}

/** A bidder as the house sees them. */
interface NamedBidder {
  readonly user_id: string;
  readonly handle: string;
  readonly paddle: string | null;
}

/** A line of an item's outcome, as the house sees it. */
export interface WinnerLine extends Charge, NamedBidder {
  readonly amount: number;
  readonly quantity: number;
}

/** The highest bidder who did not win, and their highest standing bid. */
export interface Underbidder extends NamedBidder {
  readonly amount: number;
}

/** An item's result; it has winners only if the item is sold. */
export interface ItemResult {
  readonly item_id: string;
  readonly lot: string | null;
  readonly title: string;
  readonly status: string;
  readonly winners: readonly WinnerLine[];
  readonly underbidder: Underbidder | null;
}

/** A page of a sale's results; `next_after` asks for the next page, null on the last. */
export interface Results {
  readonly auction_id: string;
  readonly currency: string;
  readonly results: readonly ItemResult[];
  readonly next_after: string | null;
}

/** A won item, with the hammer price of a unit as its `amount`. */
export interface StatementLine extends Charge {
  readonly item_id: string;
  readonly lot: string | null;
  readonly title: string;
  readonly amount: number;
  readonly quantity: number;
}

/** All that a bidder won in a sale, and the sums. A bidder without a bid has no handle. */
export interface Statement extends Charge {
  readonly auction_id: string;
  readonly title: string;
  readonly currency: string;
  readonly user_id: string;
  readonly handle: string | null;
  readonly paddle: string | null;
  readonly lines: readonly StatementLine[];
}

export type WebhookEvent =
  | "item.sold"
  | "item.unsold"
  | "item.awarded"
  | "item.reopened"
  | "bid.voided"
  | "bidder.admitted"
  | "bidder.outbid";

/** A URL that events are sent to. `secret` is set in the answer that created it, and never again. */
export interface Webhook {
  readonly webhook_id: string;
  readonly auctioneer_id: string | null;
  readonly url: string;
  readonly events: readonly WebhookEvent[];
  readonly enabled: boolean;
  readonly created_at: number;
  readonly failures: number;
  readonly reason: string | null;
  readonly secret?: string;
}

export interface WebhookList {
  readonly webhooks: readonly Webhook[];
}

/** A change of a webhook; what is absent stays as it is. */
export interface WebhookPatch {
  readonly url?: string;
  readonly events?: readonly WebhookEvent[];
  readonly enabled?: boolean;
}

export type DeliveryState = "pending" | "delivered" | "dead";

/** A delivery of an event to a webhook. */
export interface Delivery {
  readonly delivery_id: number;
  readonly event_id: string;
  readonly type: WebhookEvent | "webhook.test";
  readonly state: DeliveryState;
  readonly attempts: number;
  readonly last_status: number | null;
  readonly last_error: string | null;
  readonly created_at: number;
  readonly next_at: number | null;
  readonly body: string;
}

/** A page of deliveries, newest first; `next_before` asks for the next page, null on the last. */
export interface DeliveryList {
  readonly deliveries: readonly Delivery[];
  readonly next_before: number | null;
}
