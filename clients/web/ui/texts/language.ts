/** The reader's language: that of the browser, or the one that was chosen on the page before. */

import { setTexts, type Texts } from ".";
import { setLocale } from "./locale";

export type Language = "en" | "de" | "ar";

/** The languages by their own names. */
export const LANGUAGES: Readonly<Record<Language, string>> = { en: "English", de: "Deutsch", ar: "العربية" };

const STORED_AS = "auction.language";
const FROM_THE_RIGHT: ReadonlySet<Language> = new Set(["ar"]);

/** The files of the languages other than English. */
const CATALOGUES: Partial<Record<Language, () => Promise<Texts>>> = {
  de: () => import("./de").then(({ de }) => de),
  ar: () => import("./ar").then(({ ar }) => ar),
};

export interface Choice {
  readonly language: Language;
  /** The locale of numbers and times; undefined stands for the browser's own. */
  readonly locale: string | undefined;
}

/**
 * The language and the locale for the languages that the browser wants, and for one that was chosen on the page.
 *
 * Numbers stay in the reader's own locale where the page has no texts in its language.
 */
export function choiceOf(wanted: readonly string[], chosen: string | null): Choice {
  const known = wanted.filter(isLocale);
  if (isLanguage(chosen)) return { language: chosen, locale: known.find((tag) => baseOf(tag) === chosen) ?? chosen };
  const language = known.map(baseOf).find(isLanguage) ?? "en";
  return { language, locale: known[0] };
}

/** Load the texts of the reader's language, and tell the document its language and direction. */
export async function enterLanguage(): Promise<void> {
  let choice = choiceOf(navigator.languages, stored());
  try {
    const texts = await CATALOGUES[choice.language]?.();
    if (texts !== undefined) setTexts(texts);
  } catch {
    // The page in English is better than no page.
    choice = { language: "en", locale: choice.locale };
  }
  setLocale(choice.locale);
  document.documentElement.lang = choice.language;
  document.documentElement.dir = FROM_THE_RIGHT.has(choice.language) ? "rtl" : "ltr";
}

/** Keep the reader's choice and load the page in that language. */
export function chooseLanguage(language: Language): void {
  try {
    localStorage.setItem(STORED_AS, language);
  } catch {
    // Without storage the page stays in the browser's language.
  }
  location.reload();
}

/** The language of the document. */
export function languageNow(): Language {
  const { lang } = document.documentElement;
  return isLanguage(lang) ? lang : "en";
}

function stored(): string | null {
  try {
    return localStorage.getItem(STORED_AS);
  } catch {
    return null;
  }
}

function isLanguage(tag: string | null): tag is Language {
  return tag !== null && Object.hasOwn(LANGUAGES, tag);
}

function isLocale(tag: string): boolean {
  try {
    return Intl.getCanonicalLocales(tag).length > 0;
  } catch {
    return false;
  }
}

function baseOf(tag: string): string {
  return new Intl.Locale(tag).language;
}
