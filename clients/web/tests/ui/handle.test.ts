import { expect, test } from "vitest";
import { splitHandle } from "../../ui/handle";

test.each([
  ["Ann#k3f9q", "Ann", "#k3f9q"],
  ["C#major#k3f9q", "C#major", "#k3f9q"],
  ["Ann", "Ann", ""],
  ["A\u202enn\u200b#k3f9q", "Ann", "#k3f9q"],
  ["\u200b #k3f9q", "anonymous", "#k3f9q"],
])("%s is split at its last mark", (handle, name, mark) => {
  expect(splitHandle(handle)).toEqual({ name, mark });
});
