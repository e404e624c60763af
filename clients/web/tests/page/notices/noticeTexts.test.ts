import { expect, test } from "vitest";
import type { NamedChange } from "../../../page/mine/ownItems";
import { endText, noticeOf } from "../../../page/notices/noticeTexts";
import { item } from "../../../sdk/tests/examples";

const change = (more: Partial<NamedChange>): NamedChange => ({
  item_id: "lamp",
  seq: 9,
  standing: "lost",
  price: 500,
  minimum: 510,
  yours: null,
  owed: null,
  item: item(9, { title: "A lamp", status: "sold" }),
  ...more,
});

test("a win names what is owed with fees", () => {
  const owed = { hammer_price: 500, premium: 100, tax: 20, total: 620 };
  const shown = endText(change({ standing: "won", owed }));
  expect(shown).toMatchObject({ mood: "good", heading: "You won", title: "A lamp", text: expect.stringContaining("6.20") });
  expect(shown.link?.href).toBe("#/mine/wins");
});

test("a bidder is outbid at the end only where the price was open and the reserve was met", () => {
  expect(endText(change({})).heading).toBe("You were outbid at the end");
  expect(endText(change({ item: item(9, { reserve_met: false, status: "unsold" }) })).heading).toBe("It was not sold to you");
  expect(endText(change({ item: item(9, { format: "sealed_first" }) })).heading).toBe("It was not sold to you");
});

test("a reader who leads no longer is called, but not for a bid that they have taken back", () => {
  const running = { standing: "outbid", item: item(9, { status: "open" }) } as const;
  expect(noticeOf(change(running))?.heading).toBe("You were outbid");
  expect(noticeOf(change({ ...running, removed: "voided" }))?.heading).toBe("The house took out your bid");
  expect(noticeOf(change({ ...running, removed: "retracted" }))).toBeNull();
  expect(noticeOf(change({ ...running, standing: "leading" }))).toBeNull();
});
