/**
 * The auction over one Socket.IO connection: watch items, bid, run a sale.
 *
 * After a lost connection the server recovers it, or each watched item is resynced from where its view ends.
 * No DOM is needed.
 */

import { bidRequest, bidUntilDecided, type BidResult } from "./bidding.js";
import { newBidId } from "./bidId.js";
import { ClockSampling } from "./clockSampling.js";
import { Connection, type ConnectionState } from "./connection.js";
import type { ItemView } from "./itemView.js";
import {
  type Admission,
  type ActAnswer,
  type Answer,
  type BidLost,
  type BidTerms,
  type Command,
  type CommandAnswer,
  type Expectation,
  type HammerAnswer,
  type Identity,
  type Mine,
  type ItemPatch,
  type Outbid,
  type Reach,
  type Refusal,
  type RetractReason,
  type SaleAct,
  type WatcherCount,
} from "./messages/index.js";
import { SeenNotices } from "./notices.js";
import type { SaleView } from "./sales/index.js";
import { CLOCK_SAMPLES, type ClockEstimate, type ClockSample } from "./serverClock.js";
import { Signal, type Observable, type Unsubscribe } from "./signal.js";
import { ANSWER_TIMEOUT_MS } from "./socketRequests.js";
import { Watching } from "./watching.js";

export interface ClientOptions {
  /** The node's address; in a browser the page's own origin unless given. */
  readonly url?: string;
  /** Without a token the client may watch, not bid. */
  readonly token?: string;
}

export class AuctionClient {
  readonly connectionState: Observable<ConnectionState>;
  /** The user of this client's token; null for a watcher. */
  readonly identity: Observable<Identity | null>;
  /** The token was refused or has expired, and was dropped. */
  readonly tokenRefused: Signal<Refusal>;
  /** This user has lost the lead of an item to a higher bid. */
  readonly outbid = new Signal<Outbid>();
  /** The standing of this user on an item has changed. */
  readonly mine = new Signal<Mine>();
  /** The standing of this user in a sale has changed. */
  readonly admission = new Signal<Admission>();
  /** A bid of this user was lost in a failure of the server and does not stand. */
  readonly bidLost = new Signal<BidLost>();
  /** The number of an item's watchers has changed. */
  readonly watcherCounts = new Signal<WatcherCount>();

  private readonly connection: Connection;
  private readonly sampling: ClockSampling;
  private readonly watching: Watching;
  private readonly seen = new SeenNotices();

  constructor(options: ClientOptions = {}) {
    this.connection = new Connection(options.url, options.token, () => this.watching.any);
    this.watching = new Watching(this.connection);
    this.sampling = new ClockSampling(() => this.connection.readClock());
    this.connection.clockRead.subscribe((reading) => this.sampling.clock.add(reading));
    this.connection.slept.subscribe(() => this.sampling.clock.outdate());
    this.connectionState = this.connection.state;
    this.identity = this.connection.identity;
    this.tokenRefused = this.connection.tokenRefused;
    this.identity.subscribe((identity) => identity && this.seen.setUser(identity.user_id));
    this.connection.opened.subscribe(({ recovered }) => this.opened(recovered));
    this.connection.lost.subscribe(() => this.watching.suspend());
    this.receive();
    this.connection.open();
  }

  /** Call `listener` with the item's view now and at every change, until the returned function is called. */
  watch(
    itemId: string,
    listener: (view: ItemView) => void,
    refused: (refusal: Refusal) => void = () => {},
  ): Unsubscribe {
    return this.watching.watchItem(itemId, listener, refused);
  }

  /** Call `listener` with the view of all items of a sale now and at every change, until the function is called. */
  watchSale(
    auctionId: string,
    listener: (view: SaleView) => void,
    refused: (refusal: Refusal) => void = () => {},
  ): Unsubscribe {
    return this.watching.watchSale(auctionId, listener, refused);
  }

  /**
   * Bid `amount` in minor units, and send the bid again until it is decided, for `BID_TIMEOUT_MS` at most.
   *
   * If the outcome is unknown, bid again with the result's `bidId` and the same terms to learn it.
   */
  async bid(
    itemId: string,
    amount: number,
    bidId: string = newBidId(),
    terms: BidTerms = {},
  ): Promise<BidResult> {
    const bid = bidRequest(itemId, amount, bidId, terms);
    const send = (timeoutMs: number) => this.connection.request("bid", bid, timeoutMs);
    const result = await bidUntilDecided(bidId, send);
    if (result.outcome !== "accepted") this.connection.dropRefusedToken(result.refusal);
    return result;
  }

  /** Take a bid back, as far as the rules allow it. */
  retract(itemId: string, bidId: string, reason: RetractReason): Promise<Answer<CommandAnswer>> {
    return this.connection.request("retract", { item_id: itemId, bid_id: bidId, reason });
  }

  /**
   * Carry out a command of those who run the sale.
   *
   * With `expectedSeq` it is refused `conflict` if the item's last event is another one.
   */
  command(itemId: string, command: Command, expectation: Expectation = {}): Promise<Answer<CommandAnswer>> {
    return this.connection.request(command, { item_id: itemId, ...expectationFields(expectation) });
  }

  /** Read how many sockets certainly have an item's present state. */
  reach(itemId: string): Promise<Answer<Reach>> {
    return this.connection.request("reach", { item_id: itemId });
  }

  /** Carry out `warn` or `close` when a share of the bidders has the present price, or after a wait. */
  hammer(
    itemId: string,
    command: "warn" | "close",
    reach: number,
    waitMs = 2_000,
    expectation: Expectation = {},
  ): Promise<Answer<HammerAnswer>> {
    const argument = { item_id: itemId, reach, wait_ms: waitMs, ...expectationFields(expectation) };
    return this.connection.request(command, argument, waitMs + ANSWER_TIMEOUT_MS);
  }

  /** Change an item's description, or its rules until it opens. */
  amend(itemId: string, patch: ItemPatch): Promise<Answer<CommandAnswer>> {
    return this.connection.request("amend", { ...patch, item_id: itemId });
  }

  /** Pause or resume all items of a sale. With an `actId` of your own it may be sent again. */
  actOnSale(auctionId: string, act: SaleAct, actId?: string): Promise<Answer<ActAnswer>> {
    const named = actId === undefined ? {} : { act_id: actId };
    return this.connection.request(`${act}_sale`, { auction_id: auctionId, ...named });
  }

  /** Move the ends of all items of a sale by `byMs`. The same `actId` again moves them no further. */
  extendSale(auctionId: string, byMs: number, actId: string): Promise<Answer<ActAnswer>> {
    return this.connection.request("extend_sale", { auction_id: auctionId, by_ms: byMs, act_id: actId });
  }

  /** Move an item's end to `endsAt`, in ms since the epoch on the server's clock. */
  extend(itemId: string, endsAt: number, expectation: Expectation = {}): Promise<Answer<CommandAnswer>> {
    const argument = { item_id: itemId, ends_at: endsAt, ...expectationFields(expectation) };
    return this.connection.request("extend", argument);
  }

  /** Act for the user of `token` from now on, on this connection and the later ones. */
  authenticate(token: string): Promise<Answer<Identity>> {
    return this.connection.authenticate(token);
  }

  /** The token for requests over HTTP as the same user; undefined until the server has accepted it. */
  get acceptedToken(): string | undefined {
    return this.connection.acceptedToken;
  }

  /** Become a watcher again, on a new connection. */
  signOut(): void {
    this.connection.signOut();
  }

  /**
   * Whether the reader looks, as a page knows: only then the server is asked, within seconds, whether it is there.
   *
   * Without this call it is asked while something is watched or an answer is waited for.
   */
  attend(looks: boolean): void {
    this.connection.attend(looks);
  }

  /** Find out at once whether the server is there, for example after the device's network has changed. */
  checkConnection(): void {
    this.connection.checkNow();
  }

  /** When the last message arrived, in ms since the epoch on the server's clock; null before the first one. */
  lastMessageAt(): number | null {
    const { lastMessageAt } = this.connection;
    return lastMessageAt === null ? null : this.sampling.clock.at(lastMessageAt);
  }

  /** Learn the server's clock from an answer over HTTP, for a reader without a connection. */
  learnTime(sample: ClockSample): void {
    this.sampling.clock.add(sample);
  }

  /** Estimate the server's clock from several new samples; null while there is none. */
  async clock(samples: number = CLOCK_SAMPLES): Promise<ClockEstimate | null> {
    await this.sampling.take(samples);
    return this.sampling.clock.estimate();
  }

  /** The server's time now, in ms since the epoch. */
  serverNow(): number {
    return this.sampling.clock.now();
  }

  /** The earliest time that the server's clock may show now, by the error of the estimate. */
  earliestServerNow(): number {
    return this.serverNow() - (this.sampling.clock.estimate()?.errorMs ?? 0);
  }

  /** End the connection for good. */
  close(): void {
    this.sampling.stop();
    this.watching.end();
    this.connection.close();
  }

  private receive(): void {
    const { connection } = this;
    const { items, sales } = this.watching;
    connection.on("new_bid", (message) => items.eachOf(message, (watch) => watch.receiveNewBid(message)));
    connection.on("item", (item) => items.eachOf(item, (watch) => watch.receiveItem(item)));
    connection.on("sale", (message) => sales.receive(message));
    connection.on("outbid", (message) => this.seen.isNewOutbid(message) && this.outbid.emit(message));
    connection.on("bid_lost", (message) => this.seen.isNewLoss(message) && this.loseBid(message));
    connection.on("mine", (message) => this.mine.emit(message));
    connection.on("admission", (message) => this.admission.emit(message));
    connection.on("watchers", (message) => this.watcherCounts.emit(message));
  }

  private opened(recovered: boolean): void {
    this.sampling.clock.outdate();
    void this.clock();
    this.watching.resume(recovered);
  }

  /** Correct the item's view after a bid, and notify the listeners. */
  private loseBid(lost: BidLost): void {
    this.watching.items.eachOf(lost, (watch) => void watch.resync());
    this.bidLost.emit(lost);
  }
}

function expectationFields({ expectedSeq }: Expectation): { readonly expected_seq?: number } {
  return expectedSeq === undefined ? {} : { expected_seq: expectedSeq };
}
