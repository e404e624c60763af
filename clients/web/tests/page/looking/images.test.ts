import { expect, test } from "vitest";
import { imagesOf, monogramOf } from "../../../page/looking/images";

test("all images are shown, and the single one of an earlier server", () => {
  expect(imagesOf({ images: ["a", "b"], image_url: "a" })).toEqual(["a", "b"]);
  expect(imagesOf({ images: [], image_url: "a" })).toEqual(["a"]);
  expect(imagesOf({ images: [], image_url: null })).toEqual([]);
});

test("a monogram is the first letter or digit of any script", () => {
  expect(monogramOf("“Étude”, 1890")).toBe("É");
  expect(monogramOf("… 12 plates")).toBe("1");
  expect(monogramOf("—")).toBe("");
});
