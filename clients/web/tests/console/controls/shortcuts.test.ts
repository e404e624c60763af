import { expect, test } from "vitest";
import { keyName } from "../../../console/controls/shortcuts";

const plain = { ctrlKey: false, metaKey: false, altKey: false, repeat: false };

test("a letter is a shortcut, whether it is a capital or not", () => {
  expect([keyName({ ...plain, key: "h" }), keyName({ ...plain, key: "H" })]).toEqual(["H", "H"]);
  expect(keyName({ ...plain, key: "ArrowDown" })).toBe("ArrowDown");
});

test.each(["ctrlKey", "metaKey", "altKey", "repeat"])("no shortcut is pressed with %s", (modifier) => {
  expect(keyName({ ...plain, key: "h", [modifier]: true })).toBeNull();
});
