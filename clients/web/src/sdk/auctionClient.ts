/**
 * The auction over one Socket.IO connection: watch items, bid, run a sale.
 *
 * The connection is kept until `close`: socket.io-client reconnects with backoff and jitter. The server
 * then recovers it, or else each watched item is asked for again, from where its view ended. A token that
 * the server refuses is dropped, and the client goes on as a watcher. Needs no DOM.
 */

import { io, type Socket } from "socket.io-client";
import { bidUntilDecided, RESEND, type BidResult } from "./bidding";
import { newBidId } from "./bidId";
import { ItemWatch } from "./itemWatch";
import type { KnownView } from "./itemView";
import {
  UNANSWERED,
  type Answer,
  type BidAnswer,
  type BidTerms,
  type ClockAnswer,
  type Command,
  type CommandAnswer,
  type Identity,
  type Item,
  type NewBid,
  type Outbid,
  type Refusal,
  type RetractReason,
  type WatchAnswer,
  type WatcherCount,
} from "./messages";
import { ServerClock, type ClockEstimate } from "./serverClock";
import { Observable, Signal, type Unsubscribe } from "./signal";

export type Connection = "connecting" | "live" | "reconnecting" | "closed";

export interface ClientOptions {
  /** The node's address; in a browser the page's own origin unless given. */
  readonly url?: string;
  /** Without a token the client may watch, not bid. */
  readonly token?: string;
}

const ANSWER_MS = 5_000;
const CLOCK_SAMPLES = 5;
const CLOCK_EVERY_MS = 60_000;
const RECONNECT_MS = 500;
const RECONNECT_MAX_MS = 5_000;

export class AuctionClient {
  readonly connection = new Observable<Connection>("connecting");
  /** Who the server takes this client for; null for a watcher. */
  readonly identity = new Observable<Identity | null>(null);
  /** The lead of an item was lost to a higher bid. */
  readonly outbid = new Signal<Outbid>();
  /** How many watch an item has changed. */
  readonly watchers = new Signal<WatcherCount>();
  /** The token was refused or has expired, and is dropped. */
  readonly tokenRefused = new Signal<Refusal>();

  private readonly socket: Socket;
  private readonly serverClock = new ServerClock();
  private readonly watches = new Map<string, Set<ItemWatch>>();
  private readonly clockTimer: ReturnType<typeof setInterval>;
  private token: string | undefined;

  constructor(options: ClientOptions = {}) {
    this.token = options.token;
    this.socket = connect(options.url, () => (this.token === undefined ? {} : { token: this.token }));
    this.socket.on("connect", () => this.connected());
    this.socket.on("disconnect", (reason) => this.disconnected(reason));
    this.socket.on("connect_error", (error) => this.connectionRefused(error));
    this.socket.on("new_bid", (message: NewBid) => this.eachWatch(message, (w) => w.receiveNewBid(message)));
    this.socket.on("item", (item: Item) => this.eachWatch(item, (watch) => watch.receiveItem(item)));
    this.socket.on("outbid", (message: Outbid) => this.outbid.emit(message));
    this.socket.on("watchers", (message: WatcherCount) => this.watchers.emit(message));
    this.clockTimer = setInterval(() => void this.sampleClock(), CLOCK_EVERY_MS);
    this.socket.connect();
  }

  /** Call `listener` with the item's view now and at every change, until the returned function is called. */
  watch(
    itemId: string,
    listener: (view: KnownView) => void,
    refused: (refusal: Refusal) => void = () => {},
  ): Unsubscribe {
    const ask = (since?: number) =>
      this.request<WatchAnswer>("watch", since === undefined ? { item_id: itemId } : { item_id: itemId, since });
    const watch = new ItemWatch(ask, listener, refused);
    this.watches.set(itemId, (this.watches.get(itemId) ?? new Set()).add(watch));
    if (this.socket.connected) void watch.ask();
    return () => this.unwatch(itemId, watch);
  }

  /**
   * Bid, and send the bid again until it is decided, for `RESEND.totalMs` at most.
   *
   * Pass the `bidId` of an undecided result, with the same terms, to learn what became of it.
   */
  async bid(
    itemId: string,
    amount: number,
    bidId: string = newBidId(),
    { maxAmount, quantity }: BidTerms = {},
  ): Promise<BidResult> {
    const terms = {
      ...(maxAmount === undefined ? {} : { max_amount: maxAmount }),
      ...(quantity === undefined ? {} : { quantity }),
    };
    const bid = { bid_id: bidId, item_id: itemId, amount, ...terms };
    const result = await bidUntilDecided(bidId, () => this.request<BidAnswer>("bid", bid, RESEND.answerMs));
    if (result.outcome !== "accepted") this.dropRefusedToken(result.refusal);
    return result;
  }

  /** Take a bid back, as far as the rules allow it. */
  retract(itemId: string, bidId: string, reason: RetractReason): Promise<Answer<CommandAnswer>> {
    return this.request("retract", { item_id: itemId, bid_id: bidId, reason });
  }

  /** Run the sale: the auctioneer's commands. */
  command(command: Command, itemId: string): Promise<Answer<CommandAnswer>> {
    return this.request(command, { item_id: itemId });
  }

  /** Move an item's end; `endsAt` in ms since the epoch on the server's clock. */
  extend(itemId: string, endsAt: number): Promise<Answer<CommandAnswer>> {
    return this.request("extend", { item_id: itemId, ends_at: endsAt });
  }

  /** Become somebody: on this connection, and on those that follow it. */
  async authenticate(token: string): Promise<Answer<Identity>> {
    const answer = await this.request<Identity>("authenticate", { token });
    if (answer.ok) {
      this.token = token;
      this.identity.set(answer);
    }
    return answer;
  }

  /** Become a watcher again, on a new connection. */
  signOut(): void {
    this.token = undefined;
    this.identity.set(null);
    this.socket.disconnect().connect();
  }

  /** Measure the server's clock anew: several samples, of which the one with the least round trip counts. */
  async clock(samples: number = CLOCK_SAMPLES): Promise<ClockEstimate | null> {
    for (let sample = 0; sample < samples; sample++) await this.sampleClock();
    return this.serverClock.estimate();
  }

  /** The server's time now, in ms since the epoch. */
  serverNow(): number {
    return this.serverClock.now();
  }

  /** Leave for good. */
  close(): void {
    clearInterval(this.clockTimer);
    this.suspendWatches();
    this.watches.clear();
    this.socket.disconnect();
    this.connection.set("closed");
  }

  private connected(): void {
    this.connection.set("live");
    this.serverClock.outdate();
    void this.clock();
    if (this.token !== undefined) void this.learnIdentity(this.token);
    const { recovered } = this.socket;
    for (const watches of this.watches.values()) for (const watch of watches) void (recovered ? watch.goOn() : watch.ask());
  }

  private disconnected(reason: string): void {
    this.suspendWatches();
    if (reason === "io client disconnect") return;
    this.connection.set("reconnecting");
    // The library takes a server's goodbye for a wish; here it is a node that stops, and others go on.
    if (reason === "io server disconnect") this.reconnectSoon();
  }

  private connectionRefused(error: Error & { data?: Refusal }): void {
    if (this.connection.value === "live") this.connection.set("reconnecting");
    if (this.socket.active) return;
    if (error.data) this.dropRefusedToken(error.data);
    this.reconnectSoon(error.data?.retry_after_ms);
  }

  private reconnectSoon(afterMs = RECONNECT_MS): void {
    setTimeout(() => {
      if (this.connection.value !== "closed") this.socket.connect();
    }, afterMs * (1 + Math.random()));
  }

  private async learnIdentity(token: string): Promise<void> {
    const answer = await this.authenticate(token);
    if (!answer.ok) this.dropRefusedToken(answer.error);
  }

  /** Drop a token that is good no more. */
  private dropRefusedToken(refusal: Refusal): void {
    if (refusal.code !== "unauthenticated" || this.token === undefined) return;
    this.token = undefined;
    this.identity.set(null);
    this.tokenRefused.emit(refusal);
  }

  private async sampleClock(): Promise<void> {
    if (!this.socket.connected) return;
    const sentAt = this.serverClock.localNow();
    const answer = await this.request<ClockAnswer>("clock", { sent_at: sentAt });
    const receivedAt = this.serverClock.localNow();
    if (answer.ok) this.serverClock.add({ sentAt, receivedAt, serverTime: answer.server_time });
  }

  private unwatch(itemId: string, watch: ItemWatch): void {
    watch.suspend();
    const watches = this.watches.get(itemId);
    if (!watches?.delete(watch) || watches.size > 0) return;
    this.watches.delete(itemId);
    if (this.socket.connected) void this.request("unwatch", { item_id: itemId });
  }

  private suspendWatches(): void {
    for (const watches of this.watches.values()) for (const watch of watches) watch.suspend();
  }

  private eachWatch(message: { item_id: string }, tell: (watch: ItemWatch) => void): void {
    for (const watch of this.watches.get(message.item_id) ?? []) tell(watch);
  }

  /** Ask and wait: while there is no connection, for one, within the same time limit. */
  private async request<T>(event: string, argument: object, answerMs = ANSWER_MS): Promise<Answer<T>> {
    try {
      return (await this.socket.timeout(answerMs).emitWithAck(event, argument)) as Answer<T>;
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      return { ok: false, error: { code: UNANSWERED, message } };
    }
  }
}

function connect(url: string | undefined, credentials: () => { token?: string }): Socket {
  const options = {
    autoConnect: false,
    forceNew: true,
    // WebSocket first: it needs no sticky sessions. Long polling where a proxy lets nothing else pass.
    transports: ["websocket", "polling"],
    tryAllTransports: true,
    reconnectionDelay: RECONNECT_MS,
    reconnectionDelayMax: RECONNECT_MAX_MS,
    randomizationFactor: 0.5,
    auth: (give: (credentials: object) => void) => give(credentials()),
  };
  return url === undefined ? io(options) : io(url, options);
}
