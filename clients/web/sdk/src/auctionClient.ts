/**
 * The auction over one Socket.IO connection: watch items, bid, run a sale.
 *
 * The connection is kept until `close`: socket.io-client reconnects with backoff and jitter. Then the server
 * recovers it, or each watched item is resynced from where its view ends. A token that the server refuses is
 * dropped, and the client remains as a watcher. No DOM is needed.
 */

import type { Socket } from "socket.io-client";
import { Pauses, RECONNECT_BACKOFF } from "./backoff.js";
import { bidUntilDecided, type BidResult } from "./bidding.js";
import { newBidId } from "./bidId.js";
import type { ItemView } from "./itemView.js";
import { ItemWatch, WATCH_ANSWER_TIMEOUT_MS } from "./itemWatch.js";
import {
  type Admission,
  type ActAnswer,
  type Answer,
  type BidAnswer,
  type BidLost,
  type BidTerms,
  type ClockAnswer,
  type Command,
  type CommandAnswer,
  type HammerAnswer,
  type Identity,
  type Item,
  type Mine,
  type ItemPatch,
  type NewBid,
  type Outbid,
  type Reach,
  type Refusal,
  type RetractReason,
  type SaleAct,
  type SaleAnswer,
  type SaleMessage,
  type WatchAnswer,
  type WatcherCount,
} from "./messages/index.js";
import { SeenNotices } from "./notices.js";
import { SaleWatch, SaleWatches, type SalePosition, type SaleView } from "./sales/index.js";
import { CLOCK_INTERVAL_MS, CLOCK_SAMPLES, ServerClock, type ClockEstimate } from "./serverClock.js";
import { Observable, Signal, type Unsubscribe } from "./signal.js";
import { ANSWER_TIMEOUT_MS, connect, SocketRequests } from "./socketRequests.js";
import { Watches } from "./watches.js";

export type ConnectionState = "connecting" | "live" | "reconnecting" | "closed";

export interface ClientOptions {
  /** The node's address; in a browser the page's own origin unless given. */
  readonly url?: string;
  /** Without a token the client may watch, not bid. */
  readonly token?: string;
}

export class AuctionClient {
  readonly connectionState = new Observable<ConnectionState>("connecting");
  /** The user of this client's token; null for a watcher. */
  readonly identity = new Observable<Identity | null>(null);
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
  /** The token was refused or has expired, and was dropped. */
  readonly tokenRefused = new Signal<Refusal>();

  private readonly socket: Socket;
  private readonly requests: SocketRequests;
  private readonly serverClock = new ServerClock();
  private readonly reconnectPauses = new Pauses(RECONNECT_BACKOFF);
  private readonly watches = new Watches();
  private readonly sales = new SaleWatches();
  private readonly clockTimer: ReturnType<typeof setInterval>;
  private token: string | undefined;
  private seen = new SeenNotices();

  constructor(options: ClientOptions = {}) {
    this.token = options.token;
    this.socket = connect(options.url, () => (this.token === undefined ? {} : { token: this.token }));
    this.requests = new SocketRequests(this.socket);
    this.socket.on("connect", () => this.connected());
    this.socket.on("disconnect", (reason) => this.disconnected(reason));
    this.socket.on("connect_error", (error) => this.connectionRefused(error));
    this.socket.on("new_bid", (message: NewBid) => this.watches.eachOf(message, (w) => w.receiveNewBid(message)));
    this.socket.on("item", (item: Item) => this.watches.eachOf(item, (watch) => watch.receiveItem(item)));
    this.socket.on("outbid", (message: Outbid) => this.seen.isNewOutbid(message) && this.outbid.emit(message));
    this.socket.on("mine", (message: Mine) => this.mine.emit(message));
    this.socket.on("admission", (message: Admission) => this.admission.emit(message));
    this.socket.on("bid_lost", (message: BidLost) => this.seen.isNewLoss(message) && this.loseBid(message));
    this.socket.on("sale", (message: SaleMessage) => this.sales.receive(message));
    this.socket.on("watchers", (message: WatcherCount) => this.watcherCounts.emit(message));
    this.clockTimer = setInterval(() => void this.sampleClock(), CLOCK_INTERVAL_MS);
    this.socket.connect();
  }

  /** Call `listener` with the item's view now and at every change, until the returned function is called. */
  watch(
    itemId: string,
    listener: (view: ItemView) => void,
    refused: (refusal: Refusal) => void = () => {},
  ): Unsubscribe {
    const ask = (since?: number, epoch?: number) => {
      const position = since === undefined ? {} : epoch === undefined ? { since } : { since, epoch };
      const argument = { item_id: itemId, ...position };
      return this.requests.request<WatchAnswer>("watch", argument, WATCH_ANSWER_TIMEOUT_MS);
    };
    const watch = new ItemWatch(ask, listener, refused);
    this.watches.add(itemId, watch);
    if (this.socket.connected) void watch.resync();
    return () => this.unwatch(itemId, watch);
  }

  /** Call `listener` with the view of all items of a sale now and at every change, until the function is called. */
  watchSale(
    auctionId: string,
    listener: (view: SaleView) => void,
    refused: (refusal: Refusal) => void = () => {},
  ): Unsubscribe {
    const ask = (position: SalePosition) =>
      this.requests.request<SaleAnswer>("watch_sale", { auction_id: auctionId, ...position }, WATCH_ANSWER_TIMEOUT_MS);
    const watch = new SaleWatch(ask, listener, refused);
    this.sales.add(auctionId, watch);
    if (this.socket.connected) void watch.resync();
    return () => this.unwatchSale(auctionId, watch);
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
    { maxAmount, quantity, raiseOwn, confirmed }: BidTerms = {},
  ): Promise<BidResult> {
    const terms = {
      ...(maxAmount === undefined ? {} : { max_amount: maxAmount }),
      ...(quantity === undefined ? {} : { quantity }),
      ...(raiseOwn === undefined ? {} : { raise_own: raiseOwn }),
      ...(confirmed === undefined ? {} : { confirmed }),
    };
    const bid = { bid_id: bidId, item_id: itemId, amount, ...terms };
    const send = (timeoutMs: number) => this.requests.request<BidAnswer>("bid", bid, timeoutMs);
    const result = await bidUntilDecided(bidId, send);
    if (result.outcome !== "accepted") this.dropRefusedToken(result.refusal);
    return result;
  }

  /** Take a bid back, as far as the rules allow it. */
  retract(itemId: string, bidId: string, reason: RetractReason): Promise<Answer<CommandAnswer>> {
    return this.requests.request("retract", { item_id: itemId, bid_id: bidId, reason });
  }

  /** Carry out a command of the auctioneer. */
  command(itemId: string, command: Command): Promise<Answer<CommandAnswer>> {
    return this.requests.request(command, { item_id: itemId });
  }

  /** Read how many sockets certainly have an item's present state. */
  reach(itemId: string): Promise<Answer<Reach>> {
    return this.requests.request("reach", { item_id: itemId });
  }

  /** Carry out `warn` or `close` when a share of the bidders has the present price, or after a wait. */
  hammer(itemId: string, command: "warn" | "close", reach: number, waitMs = 2_000): Promise<Answer<HammerAnswer>> {
    const argument = { item_id: itemId, reach, wait_ms: waitMs };
    return this.requests.request(command, argument, waitMs + ANSWER_TIMEOUT_MS);
  }

  /** Change an item's description, or its rules until it opens. */
  amend(itemId: string, patch: ItemPatch): Promise<Answer<CommandAnswer>> {
    return this.requests.request("amend", { ...patch, item_id: itemId });
  }

  /** Pause or resume all items of a sale. With an `actId` of your own it may be sent again. */
  actOnSale(auctionId: string, act: SaleAct, actId?: string): Promise<Answer<ActAnswer>> {
    const named = actId === undefined ? {} : { act_id: actId };
    return this.requests.request(`${act}_sale`, { auction_id: auctionId, ...named });
  }

  /** Move the ends of all items of a sale by `byMs`. The same `actId` again moves them no further. */
  extendSale(auctionId: string, byMs: number, actId: string): Promise<Answer<ActAnswer>> {
    const act = { auction_id: auctionId, by_ms: byMs, act_id: actId };
    return this.requests.request("extend_sale", act);
  }

  /** Move an item's end to `endsAt`, in ms since the epoch on the server's clock. */
  extend(itemId: string, endsAt: number): Promise<Answer<CommandAnswer>> {
    return this.requests.request("extend", { item_id: itemId, ends_at: endsAt });
  }

  /** Act for the user of `token` from now on, on this connection and the later ones. */
  async authenticate(token: string): Promise<Answer<Identity>> {
    const answer = await this.requests.request<Identity>("authenticate", { token });
    if (answer.ok) {
      this.token = token;
      const before = this.identity.value;
      if (before !== null && before.user_id !== answer.user_id) this.seen = new SeenNotices();
      this.identity.set(answer);
    }
    return answer;
  }

  /** Become a watcher again, on a new connection. */
  signOut(): void {
    this.token = undefined;
    this.identity.set(null);
    this.seen = new SeenNotices();
    this.socket.disconnect().connect();
  }

  /** Estimate the server's clock from several new samples; null while there is none. */
  async clock(samples: number = CLOCK_SAMPLES): Promise<ClockEstimate | null> {
    for (let sample = 0; sample < samples; sample++) await this.sampleClock();
    return this.serverClock.estimate();
  }

  /** The server's time now, in ms since the epoch. */
  serverNow(): number {
    return this.serverClock.now();
  }

  /** The earliest time that the server's clock may show now, by the error of the estimate. */
  earliestServerNow(): number {
    return this.serverNow() - (this.serverClock.estimate()?.errorMs ?? 0);
  }

  /** End the connection for good. */
  close(): void {
    clearInterval(this.clockTimer);
    this.watches.each((watch) => watch.suspend());
    this.watches.clear();
    this.sales.each((watch) => watch.suspend());
    this.sales.clear();
    this.socket.disconnect();
    this.connectionState.set("closed");
  }

  private connected(): void {
    this.connectionState.set("live");
    this.reconnectPauses.reset();
    this.serverClock.outdate();
    void this.clock();
    if (this.token !== undefined) void this.learnIdentity(this.token);
    const { recovered } = this.socket;
    this.watches.each((watch) => void (recovered ? watch.resume() : watch.resync()));
    this.sales.each((watch) => void (recovered ? watch.resume() : watch.resync()));
  }

  private disconnected(reason: string): void {
    this.watches.each((watch) => watch.suspend());
    this.sales.each((watch) => watch.suspend());
    if (reason === "io client disconnect") return;
    this.connectionState.set("reconnecting");
    // The library does not reconnect after an orderly close by the server. Here that is a node that stops while
    // others keep running.
    if (reason === "io server disconnect") this.reconnectSoon();
  }

  private connectionRefused(error: Error & { data?: Refusal }): void {
    if (this.connectionState.value === "live") this.connectionState.set("reconnecting");
    if (this.socket.active) return;
    if (error.data) this.dropRefusedToken(error.data);
    this.reconnectSoon(error.data);
  }

  private reconnectSoon(refusal?: Refusal): void {
    setTimeout(() => {
      if (this.connectionState.value !== "closed") this.socket.connect();
    }, this.reconnectPauses.nextMs(refusal));
  }

  private async learnIdentity(token: string): Promise<void> {
    const answer = await this.authenticate(token);
    if (!answer.ok) this.dropRefusedToken(answer.error);
  }

  /** Drop a token that is no longer valid. */
  private dropRefusedToken(refusal: Refusal): void {
    if (refusal.code !== "unauthenticated" || this.token === undefined) return;
    this.token = undefined;
    this.identity.set(null);
    this.tokenRefused.emit(refusal);
  }

  private async sampleClock(): Promise<void> {
    if (!this.socket.connected) return;
    const sentAt = this.serverClock.localNow();
    const answer = await this.requests.request<ClockAnswer>("clock", { sent_at: sentAt });
    const receivedAt = this.serverClock.localNow();
    if (answer.ok) this.serverClock.add({ sentAt, receivedAt, serverTime: answer.server_time });
  }

  /** Have the item's view made right, whatever the bid has left in it, and notify the listeners. */
  private loseBid(lost: BidLost): void {
    this.watches.eachOf(lost, (watch) => void watch.resync());
    this.bidLost.emit(lost);
  }

  private unwatch(itemId: string, watch: ItemWatch): void {
    watch.suspend();
    if (!this.watches.remove(itemId, watch)) return;
    if (this.socket.connected) void this.requests.request("unwatch", { item_id: itemId });
  }

  private unwatchSale(auctionId: string, watch: SaleWatch): void {
    watch.suspend();
    if (!this.sales.remove(auctionId, watch)) return;
    if (this.socket.connected) void this.requests.request("unwatch_sale", { auction_id: auctionId });
  }
}
