import { expect, test } from "vitest";
import { Kept } from "../../../page/frame/places";

test("the pages that were left last are kept", () => {
  const kept = new Kept<number>(2);
  kept.put("#/a", 1);
  kept.put("#/b", 2);
  kept.put("#/a", 3);
  kept.put("#/c", 4);
  expect([kept.get("#/a"), kept.get("#/b"), kept.get("#/c")]).toEqual([3, undefined, 4]);
});
