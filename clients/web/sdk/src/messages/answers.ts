/** The answers to requests, and refusals. */

import type { Code, Details } from "./contract.js";

/** The client's own code for an answer that did not arrive; the request may have had its effect. */
export const UNANSWERED = "unanswered";

/** A refusal: a stable code, a sentence, and the details that help to correct the request. */
export interface Refusal extends Details {
  /** A code of the contract, the client's own, or `http_STATUS` for an error page of a proxy. */
  readonly code: Code | typeof UNANSWERED | (string & {});
  readonly message: string;
  readonly status?: number;
}

/** An acknowledgement. */
export type Answer<T> = ({ readonly ok: true } & T) | { readonly ok: false; readonly error: Refusal };
