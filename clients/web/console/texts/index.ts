/**
 * The texts of the console, in the reader's language.
 *
 * English is the source: its shape is the type of every other catalogue. A catalogue has a module per room.
 */

import { en } from "./en";

export type Texts = typeof en;

let current: Texts = en;

/** The catalogue of the reader's language. */
export function texts(): Texts {
  return current;
}

export function setTexts(catalogue: Texts): void {
  current = catalogue;
}
