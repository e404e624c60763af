import { expect, test } from "vitest";
import { isolated, titleText, visible } from "../../ui/text";

test.each([
  ["Ann Smith", "Ann Smith"],
  ["Zoë 李雷 👍 عمر", "Zoë 李雷 👍 عمر"],
  ["A\u202enn\u202c", "Ann"],
  ["A\u200bn\u00adn\ufeff", "Ann"],
  ["A\u0000n\u001b[2Jn", "An[2Jn"],
  ["two\r\nlines", "two lines"],
  ["A\u{e0041}\u3164", "A"],
  ["\ud800Ann", "Ann"],
])("%j is shown as %s", (text, shown) => {
  expect(visible(text, "?")).toBe(shown);
});

test.each(["", "  ", "\u200b", "\u202e\u2069", "\u00a0\u2800", "\u3164"])("nothing of %j is visible", (text) => {
  expect(visible(text, "?")).toBe("?");
  expect(titleText(text)).toBe("Untitled");
});

test("a name does not turn around the sentence that it is in", () => {
  expect(isolated("عمر")).toBe("\u2068عمر\u2069");
  expect(isolated("Ann שרה")).toBe("\u2068Ann שרה\u2069");
  expect(isolated("Ann")).toBe("Ann");
});
