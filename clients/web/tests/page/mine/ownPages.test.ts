import { expect, test } from "vitest";
import { ownPages } from "../../../page/mine/ownPages";

test("a refresh reads the pages again that have been read, and a failure keeps them", async () => {
  const server = { fails: false, entries: ["a", "b", "c"] };
  const pages = ownPages<string>(async ({ after }) => {
    if (server.fails) return null;
    const at = after === undefined ? 0 : server.entries.indexOf(after) + 1;
    return { entries: server.entries.slice(at, at + 1), next: server.entries[at + 1] === undefined ? null : server.entries[at]! };
  });
  expect(pages.note("nothing")).toBe("Loading …");
  await pages.refresh();
  await pages.more();
  expect(pages.entries).toEqual(["a", "b"]);
  server.entries = ["z", "a", "b"];
  await pages.refresh();
  expect(pages.entries).toEqual(["z", "a"]);
  expect(pages.hasMore).toBe(true);
  server.fails = true;
  await pages.more();
  expect(pages.entries).toEqual(["z", "a"]);
  expect(pages.note("nothing")).toBe("");
});

test("an empty list and one that can't be read have their texts", async () => {
  const empty = ownPages(async () => ({ entries: [], next: null }));
  await empty.refresh();
  expect(empty.note("nothing")).toBe("nothing");
  const broken = ownPages(async () => null);
  await broken.refresh();
  expect(broken.note("nothing")).toBe("The sales can’t be loaded right now.");
});
