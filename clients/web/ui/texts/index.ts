/**
 * The texts that a reader sees, in the reader's language.
 *
 * English is the source: its shape is the type of every other catalogue, so the compiler refuses a missing text.
 * English is always there; another language is a file of its own, which is loaded before the first view is made.
 * A catalogue has a module per part of the page: `common`, `frame`, `item`, `bidding`, `following`, `looking`.
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
