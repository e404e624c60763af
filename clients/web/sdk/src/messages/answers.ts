/** The answers to requests. */

/** A refusal: a stable code, a sentence, and the details that help to correct the request. */
export interface Refusal {
  readonly code: string;
  readonly message: string;
  readonly status?: number;
  readonly minimum?: number;
  readonly remaining?: number;
  readonly limit?: number;
  readonly price?: number;
  readonly seq?: number;
  readonly retry_after_ms?: number;
}

/** An acknowledgement. */
export type Answer<T> = ({ readonly ok: true } & T) | { readonly ok: false; readonly error: Refusal };

/** The client's own code for an answer that did not arrive; the request may have had its effect. */
export const UNANSWERED = "unanswered";

/** The server's clock, in milliseconds since the epoch. */
export interface ClockAnswer {
  readonly sent_at: number;
  readonly server_time: number;
}

/** A command was carried out; `seq` is the item's last event number. */
export interface CommandAnswer {
  readonly seq: number;
}
