import { describe, expect, test } from "vitest";
import { choiceOf } from "../../../ui/texts/language";

describe("the language of the page", () => {
  test.each([
    [["de-CH", "en"], "de", "de-CH"],
    [["en-IE"], "en", "en-IE"],
    [["ar-EG"], "ar", "ar-EG"],
    [["de"], "de", "de"],
  ])("is for %j the first that it has: %s, with numbers as in %s", (wanted, language, locale) => {
    expect(choiceOf(wanted, null)).toEqual({ language, locale });
  });

  test("is the next that it has, and numbers stay in the reader's own locale", () => {
    expect(choiceOf(["fr-FR", "de-DE", "en"], null)).toEqual({ language: "de", locale: "fr-FR" });
    expect(choiceOf(["fr-FR"], null)).toEqual({ language: "en", locale: "fr-FR" });
  });

  test("is the one that was chosen on the page, in the reader's own region of it", () => {
    expect(choiceOf(["en-IE", "de-AT"], "de")).toEqual({ language: "de", locale: "de-AT" });
    expect(choiceOf(["en-IE"], "ar")).toEqual({ language: "ar", locale: "ar" });
    expect(choiceOf(["en-IE"], "klingon")).toEqual({ language: "en", locale: "en-IE" });
  });

  test("is English where the browser names nothing that can be read", () => {
    expect(choiceOf([], null)).toEqual({ language: "en", locale: undefined });
    expect(choiceOf(["*", "x-"], null)).toEqual({ language: "en", locale: undefined });
  });
});
