import { expect, test } from "vitest";
import { moreText } from "../../../page/item/bidList";
import { item } from "../../../sdk/tests/examples";

test("the line under the bids counts those that are not shown", () => {
  expect(moreText(item(12), 8)).toBe("and 2 earlier");
  expect(moreText(item(12), 10)).toBe("");
});

test("an item without bids says so in the words of its format", () => {
  expect(moreText(item(2), 0)).toBe("No bids yet. The first one leads.");
  expect(moreText(item(2, { format: "fixed" }), 0)).toBe("Nothing sold yet.");
  expect(moreText(item(2, { status: "cancelled" }), 0)).toBe("There was no bid.");
  expect(moreText(item(2, { format: "fixed", status: "unsold" }), 0)).toBe("Nothing was sold.");
});

test("sealed bids are announced for after the close", () => {
  const sealed = item(2, { format: "sealed_first" });
  expect(moreText(sealed, 0)).toBe("Bids are shown after the close.");
  expect(moreText({ ...sealed, status: "sold", bid_count: 1 }, 1)).toBe("");
});
