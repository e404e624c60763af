import { expect, test } from "vitest";
import { addressOf, ENDED, filtersOf, isFiltered, LIVE, termsOf } from "../../../page/sales/filters";

const NONE = { q: "", status: "", format: "", sort: "" } as const;

test("filters come back from the address that they make", () => {
  const filters = { q: "brass lamp & co", status: "open", format: "dutch", sort: "lot" } as const;
  expect(filtersOf(addressOf("#/auction/spring", filters))).toEqual(filters);
  expect(addressOf("#/", NONE)).toBe("#/");
});

test("unknown filters in an address are left out", () => {
  expect(filtersOf("#/?status=burnt&format=toString&sort=&more=1")).toEqual(NONE);
  expect(isFiltered(NONE)).toBe(false);
  expect(isFiltered({ ...NONE, q: " " })).toBe(false);
  expect(isFiltered({ ...NONE, format: "fixed" })).toBe(true);
});

test("without a status the live and the ended items are searched apart", () => {
  expect(termsOf(NONE, "spring")).toEqual({
    live: { auction_id: "spring", status: LIVE, sort: "ending" },
    ended: { auction_id: "spring", status: ENDED, sort: "lot" },
  });
  expect(termsOf({ ...NONE, status: "open", q: " lamp " })).toEqual({
    live: { q: "lamp", status: "open,closing", sort: "ending" },
    ended: null,
  });
  expect(termsOf({ ...NONE, status: "ended" }).live).toBeNull();
});

test("an order by lots needs a sale", () => {
  expect(termsOf({ ...NONE, sort: "lot" }, "spring").live?.sort).toBe("lot");
  expect(termsOf({ ...NONE, sort: "lot" }).live?.sort).toBe("ending");
});
