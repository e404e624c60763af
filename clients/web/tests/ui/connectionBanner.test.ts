import { expect, test } from "vitest";
import { bannerText } from "../../ui/connectionBanner";
import { timeText } from "../../ui/texts/locale";

const AT = Date.UTC(2030, 0, 1, 12, 0, 5);

test("a live connection needs no words", () => {
  expect(bannerText("live", AT)).toBe("");
});

test.each(["silent", "reconnecting", "closed"] as const)("a connection that is %s is so since its last message", (state) => {
  expect(bannerText(state, AT)).toContain(timeText(new Date(AT)));
});

test("before the first message there is no time to name", () => {
  expect(bannerText("connecting", null)).toContain("No connection");
  expect(bannerText("reconnecting", null)).toContain("No connection");
});
