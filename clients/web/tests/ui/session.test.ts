import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { beginsRenewal, expiryOf, forgetToken, keepToken, onOtherTab, signInLink, storedToken, takeTokenFromAddress } from "../../ui/session";

/** The address of the page, as far as the session changes it. */
function address(hash: string) {
  const place = { hash, pathname: "/", search: "?q=1" };
  vi.stubGlobal("location", place);
  vi.stubGlobal("history", { replaceState: (_state: null, _title: string, url: string) => (place.hash = url) });
  return place;
}

beforeEach(() => {
  const stored = new Map<string, string>();
  vi.stubGlobal("localStorage", {
    getItem: (key: string) => stored.get(key) ?? null,
    setItem: (key: string, value: string) => void stored.set(key, value),
    removeItem: (key: string) => void stored.delete(key),
  });
});
afterEach(() => {
  forgetToken();
  vi.unstubAllGlobals();
});

test("a stored token lasts until it is forgotten", () => {
  expect(storedToken()).toBeUndefined();
  keepToken("t");
  expect(storedToken()).toBe("t");
  forgetToken();
  expect(storedToken()).toBeUndefined();
});

test("a token in the address is taken out of it, and replaces no stored one by itself", () => {
  keepToken("good");
  const place = address("#token=abc.def");
  expect(takeTokenFromAddress()).toBe("abc.def");
  expect([place.hash, localStorage.getItem("auction.token")]).toEqual(["/?q=1#/", "good"]);
});

test("an address without a token is left alone", () => {
  const place = address("#/item/lamp");
  expect(takeTokenFromAddress()).toBeUndefined();
  expect([place.hash, storedToken()]).toEqual(["#/item/lamp", undefined]);
});

test("in a browser that forbids storage the token lasts as long as the page", () => {
  vi.stubGlobal("localStorage", undefined);
  keepToken("t");
  expect(storedToken()).toBe("t");
  forgetToken();
  expect(storedToken()).toBeUndefined();
});

test("a tab forgets only its own token, and not the newer one of another tab", () => {
  keepToken("old");
  localStorage.setItem("auction.token", "new");
  forgetToken();
  expect(storedToken()).toBe("new");
});

test("a tab learns what another one stores, forgets, or clears", () => {
  const listeners: ((event: { key: string | null }) => void)[] = [];
  vi.stubGlobal("window", { addEventListener: (_: string, listener: (typeof listeners)[0]) => listeners.push(listener) });
  const learnt: (string | undefined)[] = [];
  onOtherTab((token) => learnt.push(token));
  localStorage.setItem("auction.token", "t");
  listeners[0]?.({ key: "auction.token" });
  localStorage.removeItem("auction.token");
  for (const key of ["auction.token", "auction.language", null]) listeners[0]?.({ key });
  expect(learnt).toEqual(["t", undefined, undefined]);
});

test("the link that signs in has the token where no server sees it", () => {
  vi.stubGlobal("location", { origin: "https://house.example", pathname: "/" });
  expect(signInLink("a.b.c")).toBe("https://house.example/#token=a.b.c");
});

test("the end of a token is read from its claims", () => {
  const token = (claims: string) => `h.${btoa(claims).replace(/=+$/, "")}.s`;
  expect(expiryOf(token('{"exp":1900000000,"name":"?>"}'))).toBe(1_900_000_000);
  expect([expiryOf("nonsense"), expiryOf(token("{}")), expiryOf("h.%.s")]).toEqual([null, null, null]);
});

test("a token of the same expiry is renewed once in a browser", () => {
  expect([beginsRenewal(7), beginsRenewal(7), beginsRenewal(8)]).toEqual([true, false, true]);
});
