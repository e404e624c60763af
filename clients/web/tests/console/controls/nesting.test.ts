import { expect, test } from "vitest";
import { nested, patchBetween, valueAt } from "../../../console/controls/nesting";

test("names with dots are parts of objects, and what is undefined is left out", () => {
  const flat = { title: "A", "soft_close.policy": "add", "soft_close.window_ms": 5, "fees.premium": undefined };
  expect(nested(flat)).toEqual({ title: "A", soft_close: { policy: "add", window_ms: 5 } });
});

test("a value is found by its name with dots", () => {
  const whole = { soft_close: { policy: "add" }, fees: null };
  expect([valueAt(whole, "soft_close.policy"), valueAt(whole, "fees.premium"), valueAt(whole, "lot")]).toEqual([
    "add",
    undefined,
    undefined,
  ]);
});

test("a patch has what changed, and null for what is gone", () => {
  const before = { title: "A", reserve: 5, soft_close: { policy: "add", window_ms: 5 }, unshown: 1 };
  const after = { title: "B", soft_close: { window_ms: 5, policy: "add" }, lot: "1" };
  const fields = ["title", "reserve", "lot", "soft_close.policy", "soft_close.window_ms"];
  expect(patchBetween(before, after, fields)).toEqual({ title: "B", reserve: null, lot: "1" });
});
