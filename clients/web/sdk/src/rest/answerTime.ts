/** The server's time in an answer over HTTP, for a reader who has no other connection. */

import type { ClockSample } from "../serverClock.js";

/** The header `Date` names a whole second. */
const DATE_SPAN_MS = 1_000;

/** The sample of the server's clock that an answer is; null if it has no time. */
export function sampleOf(
  body: unknown,
  date: string | null,
  { sentAt, receivedAt }: { readonly sentAt: number; readonly receivedAt: number },
): ClockSample | null {
  const stated = serverTimeOf(body);
  if (stated !== null) return { sentAt, receivedAt, serverTime: stated };
  const second = date === null ? NaN : Date.parse(date);
  return Number.isNaN(second) ? null : { sentAt, receivedAt, serverTime: second, spanMs: DATE_SPAN_MS };
}

/** The time that an item carries, alone or as the first of a list. */
function serverTimeOf(body: unknown): number | null {
  const { server_time, items } = (body ?? {}) as { server_time?: unknown; items?: unknown };
  if (typeof server_time === "number") return server_time;
  return Array.isArray(items) && items.length > 0 ? serverTimeOf(items[0]) : null;
}
