/**
 * The connection of a client, and the user of its token.
 *
 * It is kept until `close`. socket.io-client reconnects with backoff and jitter. Where the library gives up, or the
 * server falls silent, the connection is opened again here. A token that the server refuses is
 * dropped, and the connection remains that of a watcher.
 */

import type { Socket } from "socket.io-client";
import { leavingMs, Pauses, RECONNECT_BACKOFF } from "./backoff.js";
import { Liveness } from "./liveness.js";
import type { ServerMessages } from "./messages/contract.js";
import type { AnswerTo, ArgumentOf, EventName } from "./messages/events.js";
import type { Answer, Identity, Refusal } from "./messages/index.js";
import type { ClockSample } from "./serverClock.js";
import { Observable, Signal } from "./signal.js";
import { connect, SocketRequests, type AuctionSocket } from "./socketRequests.js";

/** On a `silent` connection the server has stopped answering, and its last messages may be out of date. */
export type ConnectionState = "connecting" | "live" | "silent" | "reconnecting" | "closed";

export class Connection {
  readonly state = new Observable<ConnectionState>("connecting");
  /** The user of the token; null for a watcher. */
  readonly identity = new Observable<Identity | null>(null);
  /** The token was refused or has expired, and was dropped. */
  readonly tokenRefused = new Signal<Refusal>();
  /** The connection is open, and has or has not been recovered by the server. */
  readonly opened = new Signal<{ readonly recovered: boolean }>();
  readonly lost = new Signal<void>();
  /** The device slept or the page was hidden: local times may be wrong. */
  readonly slept = new Signal<void>();
  /** The server's clock was read. */
  readonly clockRead = new Signal<ClockSample>();

  private readonly socket: AuctionSocket;
  private readonly requests: SocketRequests;
  private readonly reconnectPauses = new Pauses(RECONNECT_BACKOFF);
  private readonly liveness: Liveness;
  /** Whether the reader looks; null where it is not known. */
  private attention: boolean | null = null;
  private pending = 0;
  private lastAt: number | null = null;

  constructor(
    url: string | undefined,
    private token: string | undefined,
    isWatching: () => boolean,
  ) {
    this.socket = connect(url, () => (this.token === undefined ? {} : { token: this.token }));
    this.requests = new SocketRequests(this.socket);
    this.liveness = new Liveness({
      ask: () => void this.readClock(),
      isNeeded: () => this.attention ?? (isWatching() || this.pending > 0),
      setSilent: (silent) => this.state.set(silent ? "silent" : "live"),
      slept: () => this.slept.emit(),
      giveUp: () => this.socket.io.engine.close(),
    });
    this.socket.on("connect", () => this.connected());
    this.socket.on("disconnect", (reason) => this.disconnected(reason));
    this.socket.on("connect_error", (error) => this.refused(error));
    // A node that stops says when to come back; the library spreads the delay by half to either side.
    this.socket.on("leaving", (hint) => this.socket.io.reconnectionDelay(leavingMs(hint)));
  }

  get isOpen(): boolean {
    return this.socket.connected;
  }

  open(): void {
    this.socket.connect();
  }

  /** When the last message arrived, on the local clock; null before the first one. */
  get lastMessageAt(): number | null {
    return this.lastAt;
  }

  /**
   * Note whether the reader looks at the page, and so whether a silent server is asked for an answer.
   *
   * When the reader looks again, the state is checked at once, and a lost connection is opened again without a pause.
   */
  attend(looks: boolean): void {
    const returns = looks && this.attention === false;
    this.attention = looks;
    if (!returns) return;
    this.slept.emit();
    this.checkNow();
  }

  /** Ask the server at once, or connect again at once. */
  checkNow(): void {
    if (this.socket.connected) return this.liveness.askNow();
    if (this.state.value === "reconnecting") this.socket.disconnect().connect();
  }

  /** Read the server's clock; null while there is no connection. */
  async readClock(): Promise<ClockSample | null> {
    if (!this.socket.connected) return null;
    const sentAt = performance.now();
    const answer = await this.requests.request("clock", { sent_at: sentAt });
    if (!answer.ok) return null;
    const reading = { sentAt, receivedAt: performance.now(), serverTime: answer.server_time };
    this.clockRead.emit(reading);
    return reading;
  }

  /** Call `listener` with every message of this name. */
  on<M extends keyof ServerMessages>(message: M, listener: ServerMessages[M]): void {
    // The types of socket.io-client do not follow a name that is a parameter.
    (this.socket as unknown as Socket).on<string>(message, listener);
  }

  /** Send a request and wait for its answer; a wait for the connection counts within the same time limit. */
  async request<E extends EventName>(event: E, argument: ArgumentOf<E>, timeoutMs?: number): Promise<AnswerTo<E>> {
    this.pending++;
    try {
      return await this.requests.request(event, argument, timeoutMs);
    } finally {
      this.pending--;
    }
  }

  /** The token that the server has accepted. */
  get acceptedToken(): string | undefined {
    return this.identity.value === null ? undefined : this.token;
  }

  /** Act for the user of `token` from now on, on this connection and the later ones. */
  async authenticate(token: string): Promise<Answer<Identity>> {
    const answer = await this.request("authenticate", { token });
    if (answer.ok) {
      this.token = token;
      this.identity.set(answer);
    }
    return answer;
  }

  /** Drop a token that is no longer valid, if this is the reason of the refusal. */
  dropRefusedToken(refusal: Refusal): void {
    if (refusal.code !== "unauthenticated" || this.token === undefined) return;
    this.token = undefined;
    this.identity.set(null);
    this.tokenRefused.emit(refusal);
  }

  /** Become a watcher again, on a new connection. */
  signOut(): void {
    this.token = undefined;
    this.identity.set(null);
    this.socket.disconnect().connect();
  }

  /** End the connection for good. */
  close(): void {
    this.liveness.stop();
    this.socket.disconnect();
    this.state.set("closed");
  }

  private connected(): void {
    this.state.set("live");
    // Every packet is a sign, also a ping of the transport.
    this.socket.io.engine.on("packet", () => this.received());
    this.received();
    this.liveness.start();
    this.reconnectPauses.reset();
    this.socket.io.reconnectionDelay(RECONNECT_BACKOFF.firstMs);
    if (this.token !== undefined) void this.learnIdentity(this.token);
    this.opened.emit({ recovered: this.socket.recovered });
  }

  private received(): void {
    this.lastAt = performance.now();
    this.liveness.received();
  }

  private disconnected(reason: string): void {
    this.liveness.stop();
    this.lost.emit();
    if (reason === "io client disconnect") return;
    this.state.set("reconnecting");
    // The library does not reconnect after an orderly close by the server. Here that is a node that stops while
    // others keep running.
    if (reason === "io server disconnect") this.reopenSoon();
  }

  private refused(error: Error & { data?: Refusal }): void {
    if (this.state.value === "live" || this.state.value === "silent") this.state.set("reconnecting");
    if (this.socket.active) return;
    if (error.data) this.dropRefusedToken(error.data);
    this.reopenSoon(error.data);
  }

  private reopenSoon(refusal?: Refusal): void {
    setTimeout(() => {
      if (this.state.value !== "closed") this.socket.connect();
    }, this.reconnectPauses.nextMs(refusal));
  }

  private async learnIdentity(token: string): Promise<void> {
    const answer = await this.authenticate(token);
    if (!answer.ok) this.dropRefusedToken(answer.error);
  }
}
