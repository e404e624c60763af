/** The console's languages: the catalogue of the one that the reader's browser wants, and English for all others. */

import { enterLanguage, languageNow, type Language } from "../../ui/texts/language";
import { setTexts, type Texts } from ".";

/** The files of the languages other than English. */
const CATALOGUES: Partial<Record<Language, () => Promise<Texts>>> = {
  de: () => import("./de").then(({ de }) => de),
  ar: () => import("./ar").then(({ ar }) => ar),
};

/** Load the texts of the console, and those of the parts that it shares with the bidders' page. */
export async function enterConsoleLanguage(): Promise<void> {
  await enterLanguage();
  try {
    const texts = await CATALOGUES[languageNow()]?.();
    if (texts !== undefined) setTexts(texts);
  } catch {
    // The console in English is better than none.
  }
}
