/** The HTTP routes that clients need: the sales, their items, and registration. */

import {
  UNANSWERED,
  type Answer,
  type AuctionList,
  type AuctionWithItems,
  type Page,
  type Refusal,
  type Registration,
} from "./messages";

export const REST_ANSWER_TIMEOUT_MS = 10_000;

export class AuctionRest {
  /** `url` is the node's address; in a browser the page's own origin unless given. */
  constructor(private readonly url: string = "") {}

  /** Read a page of the sales, newest first; without a page the latest 100. */
  auctions(page: Page = {}): Promise<Answer<AuctionList>> {
    return this.request(`/auctions${queryOf(page)}`);
  }

  /** Read a sale with a page of its items; without a page the first 500. */
  auction(auctionId: string, page: Page = {}): Promise<Answer<AuctionWithItems>> {
    return this.request(`/auctions/${encodeURIComponent(auctionId)}${queryOf(page)}`);
  }

  /** Register a bidder; refused with status 403 or 404 where registration is closed. */
  register(name: string): Promise<Answer<Registration>> {
    return this.request("/users", {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ name }),
    });
  }

  private async request<T>(path: string, init: RequestInit = {}): Promise<Answer<T>> {
    const timeout = new AbortController();
    const timer = setTimeout(() => timeout.abort(), REST_ANSWER_TIMEOUT_MS);
    try {
      const response = await fetch(this.url + path, { ...init, signal: timeout.signal });
      const body: unknown = await response.json().catch(() => null);
      if (response.ok) return { ...(body as T), ok: true };
      return { ok: false, error: refusalOf(response, body) };
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      return { ok: false, error: { code: UNANSWERED, message } };
    } finally {
      clearTimeout(timer);
    }
  }
}

function queryOf({ after, limit }: Page): string {
  const query = new URLSearchParams();
  if (after !== undefined) query.set("after", after);
  if (limit !== undefined) query.set("limit", String(limit));
  const text = query.toString();
  return text && `?${text}`;
}

/** A problem document as a refusal; the error page of a proxy has no code of the contract. */
function refusalOf(response: Response, body: unknown): Refusal {
  const { code, detail, ...details } = (body ?? {}) as { code?: string; detail?: string };
  const stated = { code: code ?? `http_${response.status}`, message: detail ?? response.statusText };
  return { ...details, ...stated, status: response.status };
}
