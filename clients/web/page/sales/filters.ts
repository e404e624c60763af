/** The filters of a list: a form, and their place in the address. */

import type { SearchTerms } from "auction-client";
import { h } from "../../ui/dom";
import { texts } from "../../ui/texts";

export type StatusFilter = "" | "live" | "open" | "scheduled" | "ended";
export type Order = NonNullable<SearchTerms["sort"]>;

export interface Filters {
  readonly q: string;
  readonly status: StatusFilter;
  readonly format: string;
  readonly sort: Order | "";
}

export const LIVE = "open,closing,paused,scheduled";
export const ENDED = "sold,unsold,cancelled";
const STATUSES: Record<StatusFilter, string> = { "": LIVE, live: LIVE, open: "open,closing", scheduled: "scheduled", ended: ENDED };
const TYPING_MS = 250;
const WORDS_MAX = 100;

/** The filters in an address such as `#/auction/spring?q=lamp&status=open`. Unknown fields are left out. */
export function filtersOf(hash: string): Filters {
  const query = new URLSearchParams(hash.split("?")[1] ?? "");
  const words = texts().following;
  const among = <T extends string>(name: string, known: object) => {
    const value = query.get(name) ?? "";
    return (Object.hasOwn(known, value) ? value : "") as T;
  };
  return {
    q: (query.get("q") ?? "").slice(0, WORDS_MAX),
    status: among("status", words.statuses),
    format: among("format", words.formats),
    sort: among("sort", words.orders),
  };
}

/** The address of a list with filters. */
export function addressOf(path: string, filters: Filters): string {
  const query = new URLSearchParams(Object.entries(filters).filter(([, value]) => value !== "") as string[][]);
  const text = query.toString();
  return text === "" ? path : `${path}?${text}`;
}

export function isFiltered({ q, status, format }: Filters): boolean {
  return q.trim() !== "" || status !== "" || format !== "";
}

/** The terms of the live and the ended items that the filters let through; null where they want none of these. */
export function termsOf(filters: Filters, auctionId?: string): { live: SearchTerms | null; ended: SearchTerms | null } {
  const { q, status, format } = filters;
  const words = q.trim();
  const base = { ...(words && { q: words }), ...(format && { format }), ...(auctionId && { auction_id: auctionId }) };
  const order = (usual: Order) => (filters.sort === "lot" && !auctionId ? usual : filters.sort || usual);
  return {
    live: status === "ended" ? null : { ...base, status: STATUSES[status], sort: order("ending") },
    ended: status !== "" && status !== "ended" ? null : { ...base, status: ENDED, sort: order(auctionId ? "lot" : "newest") },
  };
}

/** The form; it calls `changed` at every change, and once a text is typed. */
export function filterForm(initial: Filters, label: string, inSale: boolean, changed: (filters: Filters) => void): HTMLElement {
  const words = texts().following;
  const search = h("input", {
    type: "search",
    "aria-label": label,
    placeholder: label,
    maxlength: String(WORDS_MAX),
    enterkeyhint: "search",
    "data-test": "search",
  });
  search.value = initial.q;
  const { lot: _lot, ...ordersOfAll } = words.orders;
  const status = choice("filter-status", words.status, { "": words.anyStatus, ...words.statuses }, initial.status);
  const format = choice("filter-format", words.format, { "": words.anyFormat, ...words.formats }, initial.format);
  const sort = choice("filter-sort", words.sort, inSale ? words.orders : ordersOfAll, initial.sort || "ending");
  const choices = h("div", { class: "choices-line" }, status, format, sort);
  const form = h("form", { class: "filters", role: "search", "data-test": "filters" }, search, choices);
  let timer: ReturnType<typeof setTimeout> | undefined;
  const read = () => {
    clearTimeout(timer);
    changed({
      q: search.value,
      status: status.value as StatusFilter,
      format: format.value,
      sort: sort.value === "ending" ? "" : (sort.value as Order),
    });
  };
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    read();
  });
  search.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(read, TYPING_MS);
  });
  for (const each of [status, format, sort]) each.addEventListener("change", read);
  return form;
}

function choice(name: string, label: string, options: Readonly<Record<string, string>>, chosen: string): HTMLSelectElement {
  const select = h("select", { "aria-label": label, "data-test": name });
  for (const [value, text] of Object.entries(options)) select.append(h("option", { value }, text));
  select.value = chosen;
  return select;
}
