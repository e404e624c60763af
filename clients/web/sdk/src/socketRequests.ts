/** One Socket.IO connection: how it is opened, and requests over it. */

import { io, type Socket } from "socket.io-client";
import { RECONNECT_BACKOFF } from "./backoff.js";
import { UNANSWERED, type Answer } from "./messages/index.js";

/** How long the answer to a request other than a bid is waited for. */
export const ANSWER_TIMEOUT_MS = 5_000;

export class SocketRequests {
  constructor(private readonly socket: Socket) {}

  /** Send a request and wait for its answer; a wait for the connection counts within the same time limit. */
  async request<T>(event: string, argument: object, timeoutMs = ANSWER_TIMEOUT_MS): Promise<Answer<T>> {
    try {
      return (await this.socket.timeout(timeoutMs).emitWithAck(event, argument)) as Answer<T>;
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      return { ok: false, error: { code: UNANSWERED, message } };
    }
  }
}

/** Return a socket to the node at `url` that is not connected yet. */
export function connect(url: string | undefined, credentials: () => { token?: string }): Socket {
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
