import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { forgetToken, keepToken, storedToken, takeTokenFromAddress } from "../../ui/session";

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
afterEach(() => void vi.unstubAllGlobals());

test("a stored token lasts until it is forgotten", () => {
  expect(storedToken()).toBeUndefined();
  keepToken("t");
  expect(storedToken()).toBe("t");
  forgetToken();
  expect(storedToken()).toBeUndefined();
});

test("a token in the address is stored and removed from it", () => {
  const place = address("#token=abc.def");
  expect(takeTokenFromAddress()).toBe("abc.def");
  expect([place.hash, storedToken()]).toEqual(["/?q=1#/", "abc.def"]);
});

test("an address without a token is left alone", () => {
  const place = address("#/item/lamp");
  expect(takeTokenFromAddress()).toBeUndefined();
  expect([place.hash, storedToken()]).toEqual(["#/item/lamp", undefined]);
});

test("a browser that forbids storage is no error", () => {
  vi.stubGlobal("localStorage", undefined);
  keepToken("t");
  expect(storedToken()).toBeUndefined();
});
