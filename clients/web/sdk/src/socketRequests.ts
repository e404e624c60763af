/** One Socket.IO connection: how it is opened, and requests over it. */

import { io, type Socket } from "socket.io-client";
import { RECONNECT_BACKOFF } from "./backoff.js";
import type { ClientEvents, ServerMessages } from "./messages/contract.js";
import type { AnswerTo, ArgumentOf, EventName } from "./messages/events.js";
import { UNANSWERED } from "./messages/index.js";

/** How long the answer to a request other than a bid is waited for. */
export const ANSWER_TIMEOUT_MS = 5_000;

export type AuctionSocket = Socket<ServerMessages, ClientEvents>;

export class SocketRequests {
  constructor(private readonly socket: AuctionSocket) {}

  /** Send a request and wait for its answer; a wait for the connection counts within the same time limit. */
  async request<E extends EventName>(
    event: E,
    argument: ArgumentOf<E>,
    timeoutMs = ANSWER_TIMEOUT_MS,
  ): Promise<AnswerTo<E>> {
    try {
      // The types of socket.io-client do not follow a name that is a parameter.
      const socket = this.socket.timeout(timeoutMs) as unknown as Socket;
      return (await socket.emitWithAck(event, argument)) as AnswerTo<E>;
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      return { ok: false, error: { code: UNANSWERED, message } } as AnswerTo<E>;
    }
  }
}

/** Return a socket to the node at `url` that is not connected yet. */
export function connect(url: string | undefined, credentials: () => { token?: string }): AuctionSocket {
  const options = {
    autoConnect: false,
    forceNew: true,
    // WebSocket first, because it needs no sticky sessions; long polling where a proxy blocks WebSockets.
    transports: ["websocket", "polling"],
    tryAllTransports: true,
    reconnectionDelay: RECONNECT_BACKOFF.firstMs,
    reconnectionDelayMax: RECONNECT_BACKOFF.longestMs,
    randomizationFactor: 0.5,
    auth: (give: (credentials: object) => void) => give(credentials()),
  };
  return url === undefined ? io(options) : io(url, options);
}
