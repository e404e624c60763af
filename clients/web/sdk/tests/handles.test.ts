import { expect, test } from "vitest";
import { codeOf, isOwn, type Identity } from "../src";

const ANN: Identity = {
  user_id: "ann",
  role: "bidder",
  expires_at: 0,
  handle: "Ann Jones#k3f9qz2mwx7c",
  former_code: "uahw3",
};

test.each(["Ann Jones#k3f9qz2mwx7c", "Ann Smith#k3f9qz2mwx7c", "C#k3f9q#k3f9qz2mwx7c", "Ann Smith#uahw3"])(
  "%s is the reader's, whatever the name",
  (handle) => expect(isOwn(handle, ANN)).toBe(true),
);

test.each(["Ann Jones#zzzzzzzzzzzz", "Ann Jones", "Ann#k3f9qz2mwx7c#zzzzz", "", null])("%j is not", (handle) => {
  expect(isOwn(handle, ANN)).toBe(false);
});

test("nothing is a watcher's own, and a server that sends no former code is understood", () => {
  expect(isOwn("Ann#k3f9qz2mwx7c", null)).toBe(false);
  const { former_code: _, ...without } = ANN;
  expect(isOwn("Ann#k3f9qz2mwx7c", without)).toBe(true);
  expect(isOwn("Ann", without)).toBe(false);
});

test("the code is what follows the last mark", () => {
  expect(codeOf("C#major#k3f9q")).toBe("k3f9q");
});
