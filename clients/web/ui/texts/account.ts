/** The texts of the dialogs about the reader, which are loaded with them and are no part of the first load. */

import { account as en } from "./en/account";
import { languageNow, type Language } from "./language";

export type AccountTexts = typeof en;

const CATALOGUES: Partial<Record<Language, () => Promise<{ account: AccountTexts }>>> = {
  de: () => import("./de/account"),
  ar: () => import("./ar/account"),
};

let current: AccountTexts = en;

export function accountTexts(): AccountTexts {
  return current;
}

/** Load the texts in the language of the page; English is there already. */
export async function loadAccountTexts(): Promise<void> {
  const loaded = await CATALOGUES[languageNow()]?.();
  if (loaded !== undefined) current = loaded.account;
}
