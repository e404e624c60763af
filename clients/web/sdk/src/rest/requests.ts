/** Requests over HTTP and their answers. */

import { UNANSWERED, type Answer, type Page, type Refusal } from "../messages/index.js";
import type { ClockSample } from "../serverClock.js";
import { Signal } from "../signal.js";
import { sampleOf } from "./answerTime.js";

declare global {
  // Where a program's own types have none of these, the declarations of this package are valid all the same.
  interface Blob {}
  interface RequestInit {}
}

export const REST_ANSWER_TIMEOUT_MS = 10_000;

/** A token, or a function that returns the one of the moment. */
export type TokenSource = string | undefined | (() => string | undefined);

export class HttpRequests {
  /** The server's clock, as answers have shown it. */
  readonly clockRead = new Signal<ClockSample>();

  constructor(
    private readonly url: string,
    private readonly token?: TokenSource,
  ) {}

  /** Send a request with a JSON body and wait for its answer. */
  send<T>(method: "POST" | "PUT" | "PATCH" | "DELETE", path: string, body?: object): Promise<Answer<T>> {
    if (body === undefined) return this.request(path, { method });
    const headers = { "Content-Type": "application/json" };
    return this.request(path, { method, headers, body: JSON.stringify(body) });
  }

  /** Send a request and wait for its answer. */
  request<T>(path: string, init: RequestInit = {}, timeoutMs = REST_ANSWER_TIMEOUT_MS): Promise<Answer<T>> {
    return this.answered(path, init, timeoutMs, async (response) => (await bodyOf(response)) as T);
  }

  /** Ask for a file. */
  download(path: string, timeoutMs: number): Promise<Answer<{ readonly file: Blob }>> {
    return this.answered(path, {}, timeoutMs, async (response) => ({ file: await response.blob() }));
  }

  private async answered<T>(
    path: string,
    init: RequestInit,
    timeoutMs: number,
    read: (response: Response) => Promise<T>,
  ): Promise<Answer<T>> {
    const timeout = new AbortController();
    const timer = setTimeout(() => timeout.abort(), timeoutMs);
    const token = typeof this.token === "function" ? this.token() : this.token;
    const credentials = token === undefined ? {} : { Authorization: `Bearer ${token}` };
    const headers = { ...init.headers, ...credentials };
    const sentAt = performance.now();
    try {
      const response = await fetch(this.url + path, { ...init, headers, signal: timeout.signal });
      const receivedAt = performance.now();
      if (response.ok) {
        const body = await read(response);
        const sample = sampleOf(body, response.headers.get("Date"), { sentAt, receivedAt });
        if (sample !== null) this.clockRead.emit(sample);
        return { ...body, ok: true };
      }
      return { ok: false, error: refusalOf(response, await bodyOf(response)) };
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      return { ok: false, error: { code: UNANSWERED, message } };
    } finally {
      clearTimeout(timer);
    }
  }
}

/** Return the query of a page, or of other parameters; those that are undefined are left out. */
export function queryOf(parameters: Page | Readonly<Record<string, string | number | boolean | undefined>>): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(parameters)) if (value !== undefined) query.set(name, String(value));
  const text = query.toString();
  return text && `?${text}`;
}

function bodyOf(response: Response): Promise<unknown> {
  return response.json().catch(() => null);
}

/** A problem document as a refusal; the error page of a proxy has no code of the contract. */
function refusalOf(response: Response, body: unknown): Refusal {
  const { code, detail, ...details } = (body ?? {}) as { code?: string; detail?: string };
  const stated = { code: code ?? `http_${response.status}`, message: detail ?? response.statusText };
  return { ...details, ...stated, status: response.status };
}
