/**
 * The schemas and events of the contract that each node publishes, as types. `make types` writes this file.
 *
 * Amounts are integers in minor units of the item's currency, times are milliseconds since the epoch on the
 * server's clock, `seq` is an item's event number: 1, 2, 3, ... with no gap.
 */

import type { Answer } from "./answers.js";

/** An act on a sale that was carried out. */
export interface ActAnswer {
  readonly act_id: string;
  readonly items: ActCounts;
}

/**
 * The items of a sale by the result of an act.
 *
 * `ended` ones had ended before. On `failed` ones it goes on in the background.
 */
export interface ActCounts {
  readonly changed: number;
  readonly unchanged: number;
  readonly ended: number;
  readonly failed: number;
}

/** Pause or resume a sale. */
export interface ActOnSale {
  readonly act_id?: string | null;
  readonly auction_id: string;
}

/**
 * Where the reader stands in a sale; `required` says whether a bidder must be admitted there.
 *
 * `deposit_due` is approved as soon as the deposit has come. `reason` is the house's.
 */
export interface Admission {
  readonly auction_id: string;
  readonly required: boolean;
  readonly state: Standing;
  readonly note: string;
  readonly terms_version: string | null;
  readonly spending_limit: number | null;
  readonly reason: string;
  readonly requested_at: number | null;
  readonly decided_at: number | null;
  readonly deposited: boolean;
}

/** Allow a bidder to bid, or forbid it, and set how much they may spend. They can read the `reason`. */
export interface Admit {
  readonly approved?: boolean;
  readonly spending_limit?: number | null;
  readonly reason?: string;
}

/** The process is alive. */
export interface AliveAnswer {
  readonly alive: boolean;
}

/** Change an item. Absent fields stay, null takes a field back to its default. */
export interface Amend {
  readonly title?: string | null;
  readonly description?: string | null;
  readonly image_url?: string | null;
  readonly images?: readonly string[] | null;
  readonly condition?: string | null;
  readonly lot?: string | null;
  readonly estimate_low?: number | null;
  readonly estimate_high?: number | null;
  readonly metadata?: Readonly<Record<string, string | number | boolean | null>> | null;
  readonly format?: Format | null;
  readonly start_price?: number | null;
  readonly increment?: readonly (readonly [number, number])[] | Ladder | null;
  readonly on_ladder?: boolean | null;
  readonly opens_at?: number | null;
  readonly ends_at?: number | null;
  readonly duration_ms?: number | null;
  readonly soft_close?: SoftCloseRules | null;
  readonly closes_with?: string | null;
  readonly quantity?: number | null;
  readonly reserve?: number | null;
  readonly reserve_jump?: boolean | null;
  readonly buy_now?: number | null;
  readonly retraction?: Retraction | null;
  readonly step?: number | null;
  readonly interval_ms?: number | null;
  readonly floor_price?: number | null;
  readonly bid_cap?: number | null;
  readonly bid_multiple?: number | null;
  readonly fees?: FeeRules | null;
  readonly on_outage?: OnOutage | null;
  readonly item_id: string;
}

/** Ask to be admitted to a sale, and accept its terms by their version. */
export interface AskAdmission {
  readonly note?: string;
  readonly terms_version?: string | null;
}

/** Set an item's asking price: `price`, or `increment` above its price. */
export interface Asking {
  readonly price?: number | null;
  readonly increment?: number | null;
  readonly expected_seq?: number | null;
}

/**
 * A sale; `auctioneer` is a handle, `created_at` in ms since the epoch, `currency` in ISO 4217.
 *
 * With `approval` only admitted bidders may bid, who have accepted the `terms` and left a `deposit`
 * where there are such. A bid above the `bid_cap`, or above `bid_multiple` times the minimum, must be
 * confirmed.
 */
export interface Auction {
  readonly auction_id: string;
  readonly title: string;
  readonly auctioneer: string;
  readonly currency: string;
  readonly created_at: number;
  readonly approval: boolean;
  /** The most that a bidder may have to pay over all items. */
  readonly spending_limit: number | null;
  readonly sequence: SequenceTerms | null;
  readonly stagger: Stagger | null;
  readonly fees: Fees | null;
  /** Whether an outage moves the ends of items that have no `on_outage` of their own. */
  readonly on_outage: OnOutage;
  readonly terms: Terms | null;
  readonly deposit: boolean;
  readonly bid_cap: number | null;
  readonly bid_multiple: number | null;
  /** Whether clerks may bid for the consignor below the reserve. */
  readonly consignor_bids: boolean;
  /** Whether bidders may leave bids on its items before the opening. */
  readonly early_bids: boolean;
  /** Whether the sale is paused as a whole. */
  readonly paused: boolean;
}

/** A page of the sales, newest first; `next_after` asks for the next page, null on the last. */
export interface AuctionList {
  readonly auctions: readonly Auction[];
  readonly next_after: string | null;
}

/**
 * Change a sale. Absent fields stay, null takes a field back to its default.
 *
 * The title can change at any time. A field that holds for the items can change until one of these
 * items opens.
 */
export interface AuctionPatch {
  readonly title?: string | null;
  readonly currency?: string | null;
  readonly approval?: boolean | null;
  readonly spending_limit?: number | null;
  readonly sequence?: Sequence | null;
  readonly stagger?: StaggeredEnds | null;
  readonly fees?: FeeRules | null;
  readonly on_outage?: OnOutage | null;
  readonly terms?: SaleTerms | null;
  readonly deposit?: boolean | null;
  readonly bid_cap?: number | null;
  readonly bid_multiple?: number | null;
  readonly consignor_bids?: boolean | null;
  readonly early_bids?: boolean | null;
}

/**
 * A sale with a page of its items as they stand now, in their order.
 *
 * `next_after` asks for the next page, null on the last. With a token, `yours` has the bidder's own
 * maxima and offers by item.
 */
export interface AuctionWithItems {
  readonly auction_id: string;
  readonly title: string;
  readonly auctioneer: string;
  readonly currency: string;
  readonly created_at: number;
  readonly approval: boolean;
  /** The most that a bidder may have to pay over all items. */
  readonly spending_limit: number | null;
  readonly sequence: SequenceTerms | null;
  readonly stagger: Stagger | null;
  readonly fees: Fees | null;
  /** Whether an outage moves the ends of items that have no `on_outage` of their own. */
  readonly on_outage: OnOutage;
  readonly terms: Terms | null;
  readonly deposit: boolean;
  readonly bid_cap: number | null;
  readonly bid_multiple: number | null;
  /** Whether clerks may bid for the consignor below the reserve. */
  readonly consignor_bids: boolean;
  /** Whether bidders may leave bids on its items before the opening. */
  readonly early_bids: boolean;
  /** Whether the sale is paused as a whole. */
  readonly paused: boolean;
  readonly items: readonly Item[];
  readonly next_after: string | null;
  readonly yours?: Readonly<Record<string, Yours>>;
}

/** Give a connected socket its first token, or a fresh one. */
export interface Authenticate {
  readonly token: string;
}

/** Award a sold item to the underbidder; `step` is 1 for the first award, then 2, and so on. */
export interface Award {
  readonly step: number;
  readonly expected_seq?: number | null;
  readonly item_id: string;
}

/** Award a sold item to the underbidder; `step` is 1 for the first award, then 2, and so on. */
export interface AwardStep {
  readonly step: number;
  readonly expected_seq?: number | null;
}

/**
 * One accepted bid; `seq` is its event number, `bidder` a handle, `at` in ms since the epoch.
 *
 * `quantity` counts the units that it took, each for `amount`, and is 1 for a bid on a whole item.
 * `retracted` bids were retracted or voided, or were automatic bids that went with such a bid. A bid that
 * a clerk entered has its `source`, and the number of the bidder's `paddle` unless it is the consignor's.
 * Those who run the sale also see the clerk's user id, as `by`, in the history.
 */
export interface Bid {
  readonly seq: number;
  readonly bid_id: string;
  readonly bidder: string;
  readonly amount: number;
  readonly at: number;
  readonly auto: boolean;
  readonly quantity: number;
  readonly retracted: boolean;
  readonly source: Source;
  readonly paddle: string | null;
  readonly by?: string;
}

/** An accepted bid, with the item's state right after it; `leading` if the bidder leads. */
export interface BidAnswer {
  readonly bid_id: string;
  readonly item_id: string;
  readonly seq: number;
  readonly price: number;
  readonly minimum: number;
  readonly leading: boolean;
  readonly ends_at: number | null;
}

/**
 * Notifies a user that a bid of theirs, which had been accepted, was lost in a failure.
 *
 * It was event `seq` of the item in an earlier `epoch`, and does not stand. `amount` is its amount, for
 * each unit.
 */
export interface BidLost {
  readonly item_id: string;
  readonly bid_id: string;
  readonly amount: number;
  readonly epoch: number;
  readonly seq: number;
}

/** Bid on an item. The client chooses `bid_id`; the same one sent again gets the first answer again. */
export interface BidRequest {
  readonly bid_id: string;
  readonly item_id: string;
  /** In minor units */
  readonly amount: number;
  readonly max_amount?: number | null;
  readonly quantity?: number;
  readonly raise_own?: boolean;
  readonly confirmed?: boolean;
}

/** Void a bid. The reason is kept in the item's history and is not public. */
export interface BidToVoid {
  readonly bid_id: string;
  readonly reason: string;
  readonly expected_seq?: number | null;
}

/** Block a bidder from a sale, and void their bids with `void_bids`. They can read the `reason`. */
export interface Block {
  readonly reason?: string;
  readonly void_bids?: boolean;
}

/** What a winner owes: the hammer price of all units, the premium, the tax, and the sum of the three. */
export interface Charge {
  readonly hammer_price: number;
  readonly premium: number;
  readonly tax: number;
  readonly total: number;
}

/** A user who may enter bids and run the items of a sale. */
export interface Clerk {
  readonly user_id: string;
  readonly granted_at: number;
}

/** The clerks of a sale, by user id. */
export interface Clerks {
  readonly clerks: readonly Clerk[];
}

/** Ask for the server's clock; the answer repeats `sent_at`. */
export interface Clock {
  readonly sent_at: number;
}

/** The server's clock in ms since the epoch, beside the `sent_at` of the request. */
export interface ClockAnswer {
  readonly sent_at: number;
  readonly server_time: number;
}

/** A command that was carried out, with the item's last event number. */
export interface CommandAnswer {
  readonly seq: number;
}

/** The cost of winning `quantity` units at a hammer price of `amount` each. */
export interface Cost {
  readonly hammer_price: number;
  readonly premium: number;
  readonly tax: number;
  readonly total: number;
  readonly item_id: string;
  readonly currency: string;
  readonly amount: number;
  readonly quantity: number;
}

/**
 * A delivery of an event to a webhook.
 *
 * `event_id` is the `webhook-id` of its requests. `last_status` is the HTTP status of the last answer, and
 * `last_error` the reason if there was none. `next_at` is set while it is pending.
 */
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

/** Say that a bidder has left the deposit of a sale: the signed body of the deposit service. */
export interface Deposit {
  readonly auction_id: string;
  readonly user_id: string;
}

/** Success, without further fields. */
export interface Done {
}

/**
 * How Redis keeps an answered bid.
 *
 * `appendfsync` is `always`, `everysec` or `no`, `off` without a file, or `unknown` if Redis does not say.
 * `replicated` tells whether answers wait for a replica.
 */
export interface DurabilityView {
  readonly appendfsync: string;
  readonly replicated: boolean;
}

/** Move an item's end: the body of `POST /items/{id}/extend`. */
export interface EndAt {
  /** Milliseconds since the epoch */
  readonly ends_at: number;
  readonly expected_seq?: number | null;
}

/**
 * Refuse the command with `conflict` unless the item's latest event has this number.
 *
 * It may stand in the query or in the body.
 */
export interface Expectation {
  readonly expected_seq?: number | null;
}

/** Move an item's end. */
export interface Extend {
  /** Milliseconds since the epoch */
  readonly ends_at: number;
  readonly expected_seq?: number | null;
  readonly item_id: string;
}

/**
 * Move the ends of all items of a sale by `by_ms`: the body of `POST /auctions/{id}/extend`.
 *
 * Without an `act_id` each request is another act.
 */
export interface ExtendSale {
  readonly act_id?: string | null;
  /** Milliseconds */
  readonly by_ms: number;
}

/** Move the ends of all items of a sale by `by_ms`. */
export interface ExtendWholeSale {
  readonly act_id?: string | null;
  /** Milliseconds */
  readonly by_ms: number;
  readonly auction_id: string;
}

/**
 * A falling clock: from `start_price` by `step` every `interval_ms`, down to `floor_price`.
 *
 * It counts from `since`, which a pause moves and which is null before the start. `stopped_at` is
 * the moment of a pause.
 */
export interface FallingClock {
  readonly start_price: number;
  readonly step: number;
  readonly interval_ms: number;
  readonly floor_price: number;
  readonly since: number | null;
  readonly stopped_at: number | null;
}

/**
 * The buyer's premium in bands of `[from, rate]`, and the taxes on the hammer price and on the premium.
 *
 * Each rate of the premium holds for its own part of a unit's hammer price.
 */
export interface FeeRules {
  readonly premium?: readonly (readonly [number, number])[];
  /** In millionths; 260000 is 26% */
  readonly price_tax?: number;
  /** In millionths; 260000 is 26% */
  readonly premium_tax?: number;
}

/**
 * The fees that a winner owes besides the price; rates are in millionths.
 *
 * `premium` are bands of `[from, rate]`, each for its own part of a unit's hammer price.
 */
export interface Fees {
  readonly premium: readonly (readonly [number, number])[];
  readonly price_tax: number;
  readonly premium_tax: number;
}

/** A wrong field, by its path such as `soft_close.window_ms`; empty for the whole request. */
export interface FieldError {
  readonly field: string;
  readonly message: string;
}

/** Name an auction. */
export interface ForAuction {
  readonly auction_id: string;
}

/** Name an item. */
export interface ForItem {
  readonly item_id: string;
}

/** The format in which an item is sold. */
export type Format = "english" | "dutch" | "sealed_first" | "sealed_second" | "uniform" | "fixed";

/** Give fair warning or end the bidding, with `reach` after a wait for that share of the bidders. */
export interface Hammer {
  readonly item_id: string;
  readonly expected_seq?: number | null;
  readonly reach?: number | null;
  /** Milliseconds */
  readonly wait_ms?: number;
}

/**
 * A command that was carried out, with the item's last event number.
 *
 * `reach` is present where the command was to wait, and is the share that was reached when it went on.
 */
export interface HammerAnswer {
  readonly seq: number;
  readonly reach?: number;
}

/** A page of an item's bids, newest first; `next_before` asks for the next page, null on the last. */
export interface HistoryAnswer {
  readonly bids: readonly Bid[];
  readonly next_before: number | null;
}

/**
 * The socket's new identity; `expires_at` in seconds since the epoch.
 *
 * A handle is the user's when the part after its last `#` is that of `handle`, whatever the name, or is
 * `former_code`, in what earlier versions stored.
 */
export interface Identity {
  readonly user_id: string;
  readonly role: Role;
  readonly expires_at: number;
  readonly handle: string;
  readonly former_code: string;
}

/**
 * The result of an import, or of its rehearsal: what it has done, or what it would do.
 *
 * `created` items were put up, and `existing` ones had been before. `faults` are the first of
 * `fault_count`; an import with faults changes nothing.
 */
export interface ImportAnswer {
  readonly dry_run: boolean;
  readonly rows: number;
  readonly created: number;
  readonly existing: number;
  readonly fault_count: number;
  readonly faults: readonly RowFault[];
}

/** Items for a sale. Each has a `lot` or an `item_id`, so that the same import can be sent again. */
export interface ImportedItems {
  readonly items: readonly Listing[];
}

/**
 * An item as everybody sees it. Amounts are in minor units of `currency`, times in ms since the epoch.
 *
 * Only a Dutch item has a `clock`. A higher `epoch` replaces a lower one, whatever the `seq`.
 */
export interface Item {
  readonly epoch: number;
  readonly seq: number;
  readonly price: number;
  readonly minimum: number;
  /** The handle of the bidder who leads. */
  readonly leader: string | null;
  /** The number of all bids that were accepted, including those that were retracted. */
  readonly bid_count: number;
  /** The number of times that bids were retracted. */
  readonly retractions: number;
  readonly ends_at: number | null;
  readonly reserve_met: boolean;
  /** The units that nobody is known to have claimed. */
  readonly remaining: number;
  /** The amount that buys the item at once; null without one, and once a bid has reached it. */
  readonly buy_now: number | null;
  /** Up to three acceptable amounts for the next bid, lowest first. */
  readonly suggestions: readonly number[];
  readonly status: Status;
  readonly item_id: string;
  readonly auction_id: string;
  readonly title: string;
  readonly description: string;
  /** The first of `images`. */
  readonly image_url: string | null;
  readonly images: readonly string[];
  /** A report of the goods' condition; empty if there is none. */
  readonly condition: string;
  /** The lot number, such as `12` or `12A`. */
  readonly lot: string | null;
  readonly estimate_low: number | null;
  readonly estimate_high: number | null;
  readonly format: Format;
  readonly currency: string;
  readonly start_price: number;
  readonly opens_at: number | null;
  readonly winners: readonly Winner[];
  readonly quantity: number;
  /** The effect of retracting a bid that met a rival or the reserve; `once` bars from the item. */
  readonly retraction: Retraction;
  /** The group of items that end together; null for an item that ends by itself. */
  readonly closes_with: string | null;
  /** Whether bids can be left before the opening. */
  readonly early_bids: boolean;
  /** Whether an outage moves the end. */
  readonly on_outage: OnOutage;
  /** The time by which outages have moved the end. */
  readonly outage_ms: number;
  /** The moment of the close; null before it, and after a withdrawal. */
  readonly closed_at: number | null;
  readonly clock: FallingClock | null;
  /** The fees that a winner owes besides the price; null where there are none. */
  readonly fees: Fees | null;
  /** The latest notice of those who run the sale. */
  readonly notice: Notice | null;
  readonly server_time: number;
}

/**
 * An item as it stands; with a token also `yours`, the bidder's own maximum or offer.
 *
 * `lost` are bids of the bidder that were lost in a failure within a day and do not stand. It is absent
 * while the archive can't be asked.
 */
export interface ItemAnswer {
  readonly epoch: number;
  readonly seq: number;
  readonly price: number;
  readonly minimum: number;
  /** The handle of the bidder who leads. */
  readonly leader: string | null;
  /** The number of all bids that were accepted, including those that were retracted. */
  readonly bid_count: number;
  /** The number of times that bids were retracted. */
  readonly retractions: number;
  readonly ends_at: number | null;
  readonly reserve_met: boolean;
  /** The units that nobody is known to have claimed. */
  readonly remaining: number;
  /** The amount that buys the item at once; null without one, and once a bid has reached it. */
  readonly buy_now: number | null;
  /** Up to three acceptable amounts for the next bid, lowest first. */
  readonly suggestions: readonly number[];
  readonly status: Status;
  readonly item_id: string;
  readonly auction_id: string;
  readonly title: string;
  readonly description: string;
  /** The first of `images`. */
  readonly image_url: string | null;
  readonly images: readonly string[];
  /** A report of the goods' condition; empty if there is none. */
  readonly condition: string;
  /** The lot number, such as `12` or `12A`. */
  readonly lot: string | null;
  readonly estimate_low: number | null;
  readonly estimate_high: number | null;
  readonly format: Format;
  readonly currency: string;
  readonly start_price: number;
  readonly opens_at: number | null;
  readonly winners: readonly Winner[];
  readonly quantity: number;
  /** The effect of retracting a bid that met a rival or the reserve; `once` bars from the item. */
  readonly retraction: Retraction;
  /** The group of items that end together; null for an item that ends by itself. */
  readonly closes_with: string | null;
  /** Whether bids can be left before the opening. */
  readonly early_bids: boolean;
  /** Whether an outage moves the end. */
  readonly on_outage: OnOutage;
  /** The time by which outages have moved the end. */
  readonly outage_ms: number;
  /** The moment of the close; null before it, and after a withdrawal. */
  readonly closed_at: number | null;
  readonly clock: FallingClock | null;
  /** The fees that a winner owes besides the price; null where there are none. */
  readonly fees: Fees | null;
  /** The latest notice of those who run the sale. */
  readonly notice: Notice | null;
  readonly server_time: number;
  readonly yours?: Yours | null;
  readonly lost?: readonly BidLost[];
}

/**
 * A page of the items that a search finds, as they stand now; `next_after` is null on the last page.
 *
 * With a token, `yours` has the reader's own maxima and offers by item.
 */
export interface ItemList {
  readonly items: readonly Item[];
  readonly next_after: string | null;
  readonly yours?: Readonly<Record<string, Yours>>;
}

/**
 * Change an item. Absent fields stay, null takes a field back to its default.
 *
 * Texts, images, the lot, estimates and metadata can change at any time. The other fields are rules,
 * which can change until the item opens.
 */
export interface ItemPatch {
  readonly title?: string | null;
  readonly description?: string | null;
  readonly image_url?: string | null;
  readonly images?: readonly string[] | null;
  readonly condition?: string | null;
  readonly lot?: string | null;
  readonly estimate_low?: number | null;
  readonly estimate_high?: number | null;
  readonly metadata?: Readonly<Record<string, string | number | boolean | null>> | null;
  readonly format?: Format | null;
  readonly start_price?: number | null;
  readonly increment?: readonly (readonly [number, number])[] | Ladder | null;
  readonly on_ladder?: boolean | null;
  readonly opens_at?: number | null;
  readonly ends_at?: number | null;
  readonly duration_ms?: number | null;
  readonly soft_close?: SoftCloseRules | null;
  readonly closes_with?: string | null;
  readonly quantity?: number | null;
  readonly reserve?: number | null;
  readonly reserve_jump?: boolean | null;
  readonly buy_now?: number | null;
  readonly retraction?: Retraction | null;
  readonly step?: number | null;
  readonly interval_ms?: number | null;
  readonly floor_price?: number | null;
  readonly bid_cap?: number | null;
  readonly bid_multiple?: number | null;
  readonly fees?: FeeRules | null;
  readonly on_outage?: OnOutage | null;
}

/** An item's result; it has winners only if the item is sold. */
export interface ItemResult {
  readonly item_id: string;
  readonly lot: string | null;
  readonly title: string;
  readonly status: Status;
  readonly winners: readonly WinnerLine[];
  readonly underbidder: Underbidder | null;
}

/** The allowed amounts, from the start price up; above the last one the last step repeats. */
export interface Ladder {
  readonly ladder: readonly number[];
}

/**
 * Announces that the node stops and is about to close the socket.
 *
 * Another node is ready. A client comes back after about `retry_after_ms`, spread by half to either side.
 */
export interface Leaving {
  readonly retry_after_ms: number;
}

/** Whether the item is on the watchlist now. */
export interface Listed {
  readonly listed: boolean;
}

/** Put an item up. Without `opens_at` it waits for the `open` command, or for its turn in a sequence. */
export interface Listing {
  readonly item_id?: string | null;
  readonly title: string;
  readonly description?: string;
  readonly image_url?: string | null;
  readonly images?: readonly string[] | null;
  readonly condition?: string;
  readonly lot?: string | null;
  readonly estimate_low?: number | null;
  readonly estimate_high?: number | null;
  readonly metadata?: Readonly<Record<string, string | number | boolean>>;
  readonly format?: Format;
  /** In minor units */
  readonly start_price: number;
  readonly increment?: readonly (readonly [number, number])[] | Ladder | null;
  readonly on_ladder?: boolean;
  readonly opens_at?: number | null;
  readonly ends_at?: number | null;
  readonly duration_ms?: number | null;
  readonly soft_close?: SoftCloseRules | null;
  readonly closes_with?: string | null;
  readonly quantity?: number;
  readonly reserve?: number | null;
  readonly reserve_jump?: boolean;
  readonly buy_now?: number | null;
  readonly retraction?: Retraction;
  readonly step?: number | null;
  readonly interval_ms?: number | null;
  readonly floor_price?: number | null;
  readonly bid_cap?: number | null;
  readonly bid_multiple?: number | null;
  readonly fees?: FeeRules | null;
  readonly on_outage?: OnOutage | null;
}

/**
 * Notifies a user that their standing on an item has changed, by an event up to number `seq`.
 *
 * `price` and `minimum` are those of the moment. `owed` is present where they have won, and `removed`
 * where a bid of theirs was removed. A message whose `(epoch, seq)` is below that of the last one about
 * the item is old.
 */
export interface Mine {
  readonly item_id: string;
  readonly auction_id: string;
  readonly epoch: number;
  readonly seq: number;
  readonly standing: OwnStanding;
  readonly price: number;
  readonly minimum: number;
  readonly yours: Yours | null;
  readonly owed: Charge | null;
  readonly removed?: "retracted" | "voided";
}

/**
 * Pause or resume a sale: the body of `POST /auctions/{id}/pause` and `/resume`, which may be absent.
 *
 * The client may choose `act_id`. The same one again finds the act done, or goes on with it.
 */
export interface NewAct {
  readonly act_id?: string | null;
}

/**
 * Create a sale. `spending_limit` holds for each bidder over all items, unless they have their own.
 *
 * `fees` are those of all its items that have none of their own. With `approval` the house decides who
 * may bid. With `terms` or a `deposit` alone a bidder who has accepted them, or left it, is admitted at
 * once.
 * With `consignor_bids` clerks may bid for the consignor below the reserve. With `early_bids` bidders may
 * leave bids on its items before the opening.
 */
export interface NewAuction {
  readonly auction_id?: string | null;
  readonly title: string;
  readonly currency?: string;
  readonly approval?: boolean;
  readonly spending_limit?: number | null;
  readonly sequence?: Sequence | null;
  readonly stagger?: StaggeredEnds | null;
  readonly fees?: FeeRules | null;
  readonly on_outage?: OnOutage;
  readonly terms?: SaleTerms | null;
  readonly deposit?: boolean;
  readonly bid_cap?: number | null;
  readonly bid_multiple?: number | null;
  readonly consignor_bids?: boolean;
  readonly early_bids?: boolean;
}

/**
 * The events from_seq..seq of an item, and the item's quote after event `seq`.
 *
 * `retracted` is present when these events retracted bids, and holds the numbers of the latest
 * BIDS_MAX of them. `complete` is present, and false, when bids before `from_seq` were left out on
 * purpose.
 */
export interface NewBid {
  readonly epoch: number;
  readonly seq: number;
  readonly price: number;
  readonly minimum: number;
  /** The handle of the bidder who leads. */
  readonly leader: string | null;
  /** The number of all bids that were accepted, including those that were retracted. */
  readonly bid_count: number;
  /** The number of times that bids were retracted. */
  readonly retractions: number;
  readonly ends_at: number | null;
  readonly reserve_met: boolean;
  /** The units that nobody is known to have claimed. */
  readonly remaining: number;
  /** The amount that buys the item at once; null without one, and once a bid has reached it. */
  readonly buy_now: number | null;
  /** Up to three acceptable amounts for the next bid, lowest first. */
  readonly suggestions: readonly number[];
  readonly item_id: string;
  readonly from_seq: number;
  readonly bids: readonly Bid[];
  readonly retracted?: readonly number[];
  readonly complete?: boolean;
}

/** Give a notice. The same `notice_id` again, as the latest notice, finds it given. */
export interface NewNotice {
  readonly notice_id: string;
  readonly text: string;
}

/** Give a paddle to a user, or to a person whom only the house knows, by `name`. */
export interface NewPaddle {
  readonly user_id?: string | null;
  readonly name?: string | null;
}

/** Register a bidder. */
export interface NewUser {
  readonly name: string;
}

/** Have events sent to a URL. `bidder.outbid` is frequent: it comes with every change of a leader. */
export interface NewWebhook {
  readonly url: string;
  readonly events: readonly WebhookEvent[];
}

/** A new webhook with its secret, which is not shown again. */
export interface NewWebhookAnswer {
  readonly webhook_id: string;
  readonly auctioneer_id: string | null;
  readonly url: string;
  readonly events: readonly WebhookEvent[];
  readonly enabled: boolean;
  readonly created_at: number;
  readonly failures: number;
  readonly reason: string | null;
  readonly secret: string;
}

/** A notice of those who run the sale, given at the moment `at`. Only the latest one is shown. */
export interface Notice {
  readonly notice_id: string;
  readonly text: string;
  readonly at: number;
}

/** The number of items that were given a notice; those that had ended were passed over. */
export interface NoticeAnswer {
  readonly items: number;
}

/** Give a notice to everybody who watches an item. */
export interface NoticeOnItem {
  readonly notice_id: string;
  readonly text: string;
  readonly item_id: string;
}

/**
 * The effect of an outage on an item whose end fell into it, or came soon after it.
 *
 * `extend` moves the end by the time that was missing, `close` leaves the item's times alone.
 */
export type OnOutage = "extend" | "close";

/**
 * Notifies a user that they have just lost the lead to the bid with event number `seq`.
 *
 * `price` and `minimum` are those of the moment. A message whose `(epoch, seq)` is not above that of the
 * last one about the item repeats it.
 */
export interface Outbid {
  readonly item_id: string;
  readonly epoch: number;
  readonly seq: number;
  readonly price: number;
  readonly minimum: number;
}

/** An item that the reader has bid on, and where they stand on it; `owed` where they have won. */
export interface OwnBid {
  readonly item: Item;
  readonly standing: OwnStanding;
  readonly yours: Yours | null;
  readonly owed: Charge | null;
  readonly last_bid_at: number;
}

/**
 * A page of the items that the reader has bid on, those with the latest bids of theirs first.
 *
 * `next_after` asks for the next page, null on the last.
 */
export interface OwnBids {
  readonly bids: readonly OwnBid[];
  readonly next_after: string | null;
}

/** An item that the reader has won, with the amount owed for all units. */
export interface OwnWin {
  readonly hammer_price: number;
  readonly premium: number;
  readonly tax: number;
  readonly total: number;
  readonly item_id: string;
  readonly auction_id: string;
  readonly lot: string | null;
  readonly title: string;
  readonly currency: string;
  readonly quantity: number;
  readonly won_at: number;
}

/**
 * A page of the items that the reader has won, the latest first.
 *
 * `next_after` asks for the next page, null on the last.
 */
export interface OwnWins {
  readonly wins: readonly OwnWin[];
  readonly next_after: string | null;
}

/** A paddle of a sale; `user_id` is its bidder's there, and `name` that of a person who is no user. */
export interface Paddle {
  readonly number: string;
  readonly user_id: string;
  readonly name: string | null;
}

/** The paddles of a sale, by number. */
export interface Paddles {
  readonly paddles: readonly Paddle[];
}

/**
 * How many sockets that watch an item, on all nodes, certainly have its state after event `seq`.
 *
 * A socket counts as reached once it has answered a ping that was sent after that state. `bidders` are the
 * sockets of bidders, and `reach` is their share, 1 where there are none. `refused` counts the bids and
 * commands that were refused in the last minute, from the first question about the item on.
 */
export interface Reach {
  readonly item_id: string;
  readonly epoch: number;
  readonly seq: number;
  readonly watchers: number;
  readonly watchers_reached: number;
  readonly bidders: number;
  readonly bidders_reached: number;
  readonly reach: number;
  readonly refused: number;
}

/** Whether the node takes bids. Each of `dependencies` is `ok`, or `down:` and a reason. */
export interface ReadyAnswer {
  readonly ready: boolean;
  readonly stopping: boolean;
  readonly dependencies: Readonly<Record<string, string>>;
  readonly durability: DurabilityView;
}

/** A new bidder and their token; others see the handle and never the user id. */
export interface Registration {
  readonly user_id: string;
  readonly name: string;
  readonly role: Role;
  readonly token: string;
  readonly handle: string;
}

/** Take bids on a closed item again, until `ends_at` or until it is closed. */
export interface Reopen {
  readonly ends_at?: number | null;
  readonly expected_seq?: number | null;
  readonly item_id: string;
}

/** Take bids on a closed item again, until `ends_at` or until it is closed. */
export interface Reopening {
  readonly ends_at?: number | null;
  readonly expected_seq?: number | null;
}

/** A page of a sale's results in the order of its items; `next_after` asks for the next page. */
export interface Results {
  readonly auction_id: string;
  readonly currency: string;
  readonly results: readonly ItemResult[];
  readonly next_after: string | null;
}

/** Retract a bid. */
export interface Retract {
  readonly bid_id: string;
  readonly reason: RetractReason;
  readonly item_id: string;
}

/** A permitted reason for a retraction. */
export type RetractReason = "mistyped" | "changed_description";

/**
 * The price of retracting a bid after rivals' or the reserve's limits may have shown in it.
 *
 * `once` bars the bidder from the item, `never` refuses the retraction, `free` does neither.
 */
export type Retraction = "once" | "never" | "free";

/** Enter a bid of the room: for a `paddle`, or for the consignor. */
export interface RoomBid {
  readonly bid_id: string;
  /** In minor units */
  readonly amount: number;
  readonly max_amount?: number | null;
  readonly quantity?: number;
  readonly source: RoomSource;
  readonly paddle?: string | null;
  readonly raise_own?: boolean;
  readonly confirmed?: boolean;
  readonly expected_seq?: number | null;
}

/** Enter a bid of the room: for a `paddle`, or for the consignor. */
export interface RoomBidOnItem {
  readonly bid_id: string;
  /** In minor units */
  readonly amount: number;
  readonly max_amount?: number | null;
  readonly quantity?: number;
  readonly source: RoomSource;
  readonly paddle?: string | null;
  readonly raise_own?: boolean;
  readonly confirmed?: boolean;
  readonly expected_seq?: number | null;
  readonly item_id: string;
}

/**
 * A fault of a file: the row, and the field, which is empty for the whole row.
 *
 * The header of a CSV is row 1. Rows of JSON are counted from 1.
 */
export interface RowFault {
  readonly row: number;
  readonly field: string;
  readonly message: string;
}

/** Name an item for a command. With `expected_seq` it is refused if the item has changed since. */
export interface RunItem {
  readonly item_id: string;
  readonly expected_seq?: number | null;
}

/**
 * A page of a sale's items, in the sale's order; `next_after` asks for the next page.
 *
 * With a position in the request these are the items that have changed since. `yours` has the reader's
 * own maxima and offers on items of the page, by item.
 */
export interface SaleAnswer {
  readonly auction_id: string;
  readonly feed: string;
  readonly number: number;
  readonly as_of: number;
  readonly items: readonly SaleItem[];
  readonly next_after: string | null;
  readonly yours: Readonly<Record<string, Yours>>;
}

/**
 * A bidder of a sale, with their request and the house's decision.
 *
 * Without a limit of their own, the sale's limit holds. The handle of a user who has never been seen
 * is null.
 */
export interface SaleBidder {
  readonly user_id: string;
  readonly handle: string | null;
  readonly state: Standing;
  readonly approved: boolean;
  readonly spending_limit: number | null;
  readonly note: string;
  readonly terms_version: string | null;
  readonly reason: string;
  readonly requested_at: number | null;
  readonly decided_at: number | null;
  readonly deposited: boolean;
}

/** A page of a sale's bidders, by user id; `next_after` asks for the next page, null on the last. */
export interface SaleBidders {
  readonly bidders: readonly SaleBidder[];
  readonly next_after: string | null;
}

/**
 * One item of a sale as it stands after event `seq` of its `epoch`.
 *
 * Of two rows of an item the one with the higher `(epoch, seq)` counts. A Dutch item has its `clock`,
 * from which the present price follows, and its `price` is that of the last event.
 */
export interface SaleItem {
  readonly item_id: string;
  readonly epoch: number;
  readonly seq: number;
  readonly status: Status;
  readonly price: number;
  readonly minimum: number;
  readonly leader: string | null;
  readonly bid_count: number;
  readonly ends_at: number | null;
  readonly clock?: FallingClock;
}

/**
 * Items of a sale that have changed. Messages of one `feed` are numbered without a gap.
 *
 * Everything that had happened in the sale before `as_of` is in this message and those before it.
 * `since` is present in the message that a recovered connection is sent: it has all that happened from
 * that moment on, and completes a client whose latest `as_of` is not before it.
 */
export interface SaleMessage {
  readonly auction_id: string;
  readonly feed: string;
  readonly number: number;
  readonly as_of: number;
  readonly items: readonly SaleItem[];
  readonly since?: number;
}

/** The terms of a sale: a text, or the address of one. A changed text needs a new `version`. */
export interface SaleTerms {
  readonly version: string;
  readonly text?: string | null;
  readonly url?: string | null;
}

/** Run a sale's items one after another; each opens `gap_s` seconds after the one before has ended. */
export interface Sequence {
  readonly gap_s: number;
}

/** A sequence of items, which open in order, each `gap_s` seconds after the one before has ended. */
export interface SequenceTerms {
  readonly gap_s: number;
}

/** Set an item's asking price: `price`, or `increment` above its price. */
export interface SetAskingPrice {
  readonly price?: number | null;
  readonly increment?: number | null;
  readonly expected_seq?: number | null;
  readonly item_id: string;
}

/** How late bids move the end. `extend_ms` defaults to `window_ms`. */
export interface SoftCloseRules {
  readonly policy: "none" | "reset" | "add" | "capped";
  readonly window_ms?: number | null;
  readonly extend_ms?: number | null;
  readonly extensions_max?: number | null;
  readonly hard_end?: number | null;
}

/** The ends of items by their lots: lot 1 at `first_ends_at`, each next one `interval_s` later. */
export interface Stagger {
  readonly first_ends_at: number;
  readonly interval_s: number;
}

/** End a sale's items by their lots: lot 1 at `first_ends_at`, each next one `interval_s` later. */
export interface StaggeredEnds {
  /** Milliseconds since the epoch */
  readonly first_ends_at: number;
  readonly interval_s: number;
}

/** All that a bidder won in a sale, and the sums. */
export interface Statement {
  readonly user_id: string;
  readonly handle: string | null;
  readonly paddle: string | null;
  readonly hammer_price: number;
  readonly premium: number;
  readonly tax: number;
  readonly total: number;
  readonly auction_id: string;
  readonly title: string;
  readonly currency: string;
  readonly lines: readonly StatementLine[];
}

/** A won item: the hammer price of a unit, and the charge for all units. */
export interface StatementLine {
  readonly hammer_price: number;
  readonly premium: number;
  readonly tax: number;
  readonly total: number;
  readonly item_id: string;
  readonly lot: string | null;
  readonly title: string;
  readonly amount: number;
  readonly quantity: number;
}

/** Retract a bid: the body of `POST /items/{id}/retract`. */
export interface TakeBack {
  readonly bid_id: string;
  readonly reason: RetractReason;
}

/** The terms of a sale, as a text or under an address. */
export interface Terms {
  readonly version: string;
  readonly text: string | null;
  readonly url: string | null;
}

/** The highest bidder who did not win, and their highest standing bid. */
export interface Underbidder {
  readonly user_id: string;
  readonly handle: string;
  readonly paddle: string | null;
  readonly amount: number;
}

/** Void a bid. The reason is kept in the item's history and is not public. */
export interface Void {
  readonly bid_id: string;
  readonly reason: string;
  readonly expected_seq?: number | null;
  readonly item_id: string;
}

/**
 * Let `warn` or `close` wait until a share of the bidders has the item's present state.
 *
 * It waits for `wait_ms` at most, and is then carried out all the same.
 */
export interface Wait {
  readonly reach?: number | null;
  /** Milliseconds */
  readonly wait_ms?: number;
  readonly expected_seq?: number | null;
}

/** Join an item's room; `since` asks for the bids after that event number of that `epoch`. */
export interface Watch {
  readonly item_id: string;
  readonly since?: number | null;
  readonly epoch?: number | null;
}

/**
 * An item and its bids, oldest first; `complete` if no bid after `since` is missing.
 *
 * `retracted` holds the numbers of the bids that were retracted after `since`, whenever they were
 * placed. `yours` is the watcher's own maximum or offer, if they have one.
 */
export interface WatchAnswer {
  readonly item: Item;
  readonly bids: readonly Bid[];
  readonly retracted: readonly number[];
  readonly complete: boolean;
  readonly yours: Yours | null;
}

/**
 * Join a sale's room.
 *
 * `feed`, `number` and `as_of` of the last message ask for the items that have changed since. `after`
 * asks for the next page, after this item.
 */
export interface WatchSale {
  readonly auction_id: string;
  readonly feed?: string | null;
  readonly number?: number | null;
  readonly as_of?: number | null;
  readonly after?: string | null;
}

/** An item on the reader's watchlist, with their own maximum or offer. */
export interface WatchedItem {
  readonly epoch: number;
  readonly seq: number;
  readonly price: number;
  readonly minimum: number;
  /** The handle of the bidder who leads. */
  readonly leader: string | null;
  /** The number of all bids that were accepted, including those that were retracted. */
  readonly bid_count: number;
  /** The number of times that bids were retracted. */
  readonly retractions: number;
  readonly ends_at: number | null;
  readonly reserve_met: boolean;
  /** The units that nobody is known to have claimed. */
  readonly remaining: number;
  /** The amount that buys the item at once; null without one, and once a bid has reached it. */
  readonly buy_now: number | null;
  /** Up to three acceptable amounts for the next bid, lowest first. */
  readonly suggestions: readonly number[];
  readonly status: Status;
  readonly item_id: string;
  readonly auction_id: string;
  readonly title: string;
  readonly description: string;
  /** The first of `images`. */
  readonly image_url: string | null;
  readonly images: readonly string[];
  /** A report of the goods' condition; empty if there is none. */
  readonly condition: string;
  /** The lot number, such as `12` or `12A`. */
  readonly lot: string | null;
  readonly estimate_low: number | null;
  readonly estimate_high: number | null;
  readonly format: Format;
  readonly currency: string;
  readonly start_price: number;
  readonly opens_at: number | null;
  readonly winners: readonly Winner[];
  readonly quantity: number;
  /** The effect of retracting a bid that met a rival or the reserve; `once` bars from the item. */
  readonly retraction: Retraction;
  /** The group of items that end together; null for an item that ends by itself. */
  readonly closes_with: string | null;
  /** Whether bids can be left before the opening. */
  readonly early_bids: boolean;
  /** Whether an outage moves the end. */
  readonly on_outage: OnOutage;
  /** The time by which outages have moved the end. */
  readonly outage_ms: number;
  /** The moment of the close; null before it, and after a withdrawal. */
  readonly closed_at: number | null;
  readonly clock: FallingClock | null;
  /** The fees that a winner owes besides the price; null where there are none. */
  readonly fees: Fees | null;
  /** The latest notice of those who run the sale. */
  readonly notice: Notice | null;
  readonly server_time: number;
  readonly yours?: Yours | null;
}

/** The number of sockets that watch an item, over all nodes. */
export interface WatcherCount {
  readonly item_id: string;
  readonly count: number;
}

/** A page of the reader's watchlist, the latest addition first; `next_after` asks for the next page. */
export interface Watchlist {
  readonly items: readonly WatchedItem[];
  readonly next_after: string | null;
}

/**
 * A webhook.
 *
 * `auctioneer_id` is the user id of the auctioneer whose sales' events it gets, null for those of all
 * sales. `failures` are failed attempts in a row. `reason` is `gone` if its server answered 410.
 */
export interface Webhook {
  readonly webhook_id: string;
  readonly auctioneer_id: string | null;
  readonly url: string;
  readonly events: readonly WebhookEvent[];
  readonly enabled: boolean;
  readonly created_at: number;
  readonly failures: number;
  readonly reason: string | null;
}

/** Webhooks, oldest first. */
export interface WebhookList {
  readonly webhooks: readonly Webhook[];
}

/** Change a webhook; what is absent stays as it is. Enabling it has its deliveries tried at once. */
export interface WebhookPatch {
  readonly url?: string | null;
  readonly events?: readonly WebhookEvent[] | null;
  readonly enabled?: boolean | null;
}

/** A line of an item's outcome. */
export interface Winner {
  readonly bidder: string;
  readonly amount: number;
  readonly quantity: number;
}

/** A line of an item's outcome: a winner, the hammer price of a unit, and the charge for all units. */
export interface WinnerLine {
  readonly hammer_price: number;
  readonly premium: number;
  readonly tax: number;
  readonly total: number;
  readonly user_id: string;
  readonly handle: string;
  readonly paddle: string | null;
  readonly amount: number;
  readonly quantity: number;
}

/**
 * A bidder's own maximum for a unit, and the number of units.
 *
 * `bid_id` names a bid that was left before the opening, until it is taken: no list of bids has it.
 */
export interface Yours {
  readonly max_amount: number;
  readonly quantity: number;
  readonly bid_id?: string;
}

export type DeliveryState = "dead" | "delivered" | "pending";

export type OwnStanding = "leading" | "outbid" | "offered" | "won" | "lost";

export type Role = "bidder" | "auctioneer" | "admin";

export type RoomSource = "floor" | "telephone" | "absentee" | "consignor";

export type Source = "online" | "floor" | "telephone" | "absentee" | "consignor";

export type Standing = "none" | "requested" | "deposit_due" | "approved" | "refused" | "blocked";

export type Status = "scheduled" | "open" | "paused" | "closing" | "sold" | "unsold" | "cancelled" | "deleted";

export type WebhookEvent =
  | "bid.voided"
  | "bidder.admitted"
  | "bidder.outbid"
  | "item.awarded"
  | "item.reopened"
  | "item.sold"
  | "item.unsold";

/** The codes of the server's refusals. */
export type Code =
  | "invalid"
  | "unauthenticated"
  | "forbidden"
  | "not_found"
  | "not_open"
  | "closed"
  | "paused"
  | "too_low"
  | "implausible"
  | "off_ladder"
  | "already_leading"
  | "bid_id_reused"
  | "own_item"
  | "limit_exceeded"
  | "sold_out"
  | "not_retractable"
  | "conflict"
  | "rate_limited"
  | "busy"
  | "unavailable"
  | "unknown"
  | "internal";

/** The details of the server's refusals, of which each code has its own. */
export interface Details {
  readonly errors?: readonly FieldError[];
  readonly field?: string;
  readonly item_id?: string;
  readonly item_status?: Status;
  readonly limit?: number;
  readonly minimum?: number;
  readonly price?: number;
  readonly remaining?: number;
  readonly reserved?: number;
  readonly retry_after_ms?: number;
  readonly seq?: number;
}

/**
 * The events that a client sends, with their acknowledgements.
 *
 * A socket of socket.io-client has the type `Socket<ServerMessages, ClientEvents>`.
 */
export interface ClientEvents {
  watch(argument: Watch, acknowledge: (answer: Answer<WatchAnswer>) => void): void;
  unwatch(argument: ForItem, acknowledge: (answer: Answer<Done>) => void): void;
  watch_sale(argument: WatchSale, acknowledge: (answer: Answer<SaleAnswer>) => void): void;
  unwatch_sale(argument: ForAuction, acknowledge: (answer: Answer<Done>) => void): void;
  bid(argument: BidRequest, acknowledge: (answer: Answer<BidAnswer>) => void): void;
  retract(argument: Retract, acknowledge: (answer: Answer<CommandAnswer>) => void): void;
  authenticate(argument: Authenticate, acknowledge: (answer: Answer<Identity>) => void): void;
  clock(argument: Clock, acknowledge: (answer: Answer<ClockAnswer>) => void): void;
  room_bid(argument: RoomBidOnItem, acknowledge: (answer: Answer<BidAnswer>) => void): void;
  open(argument: RunItem, acknowledge: (answer: Answer<CommandAnswer>) => void): void;
  pause(argument: RunItem, acknowledge: (answer: Answer<CommandAnswer>) => void): void;
  resume(argument: RunItem, acknowledge: (answer: Answer<CommandAnswer>) => void): void;
  warn(argument: Hammer, acknowledge: (answer: Answer<HammerAnswer>) => void): void;
  close(argument: Hammer, acknowledge: (answer: Answer<HammerAnswer>) => void): void;
  cancel(argument: RunItem, acknowledge: (answer: Answer<CommandAnswer>) => void): void;
  pass(argument: RunItem, acknowledge: (answer: Answer<CommandAnswer>) => void): void;
  sell(argument: RunItem, acknowledge: (answer: Answer<CommandAnswer>) => void): void;
  reach(argument: ForItem, acknowledge: (answer: Answer<Reach>) => void): void;
  amend(argument: Amend, acknowledge: (answer: Answer<CommandAnswer>) => void): void;
  delete(argument: ForItem, acknowledge: (answer: Answer<CommandAnswer>) => void): void;
  extend(argument: Extend, acknowledge: (answer: Answer<CommandAnswer>) => void): void;
  set_asking(argument: SetAskingPrice, acknowledge: (answer: Answer<CommandAnswer>) => void): void;
  give_notice(argument: NoticeOnItem, acknowledge: (answer: Answer<CommandAnswer>) => void): void;
  reopen(argument: Reopen, acknowledge: (answer: Answer<CommandAnswer>) => void): void;
  award(argument: Award, acknowledge: (answer: Answer<CommandAnswer>) => void): void;
  void(argument: Void, acknowledge: (answer: Answer<CommandAnswer>) => void): void;
  pause_sale(argument: ActOnSale, acknowledge: (answer: Answer<ActAnswer>) => void): void;
  resume_sale(argument: ActOnSale, acknowledge: (answer: Answer<ActAnswer>) => void): void;
  extend_sale(argument: ExtendWholeSale, acknowledge: (answer: Answer<ActAnswer>) => void): void;
}

/** The messages that the server sends. */
export interface ServerMessages {
  new_bid(message: NewBid): void;
  item(message: Item): void;
  outbid(message: Outbid): void;
  bid_lost(message: BidLost): void;
  mine(message: Mine): void;
  admission(message: Admission): void;
  sale(message: SaleMessage): void;
  leaving(message: Leaving): void;
  watchers(message: WatcherCount): void;
}
