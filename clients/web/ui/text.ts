/**
 * Names and titles, which other people wrote.
 *
 * The server refuses hidden characters. What earlier versions stored may have them, so the page leaves them out, and
 * isolates a name within a sentence, so that its direction does not turn the sentence around.
 */

import { texts } from "./texts";

const HIDDEN =
  /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u2065\u3164\uffa0\ufff0-\ufff8]/gu;
const BLANK = /^[\p{Zs}\u2800]*$/u;
/** The blocks of the scripts that are written from right to left. */
const FROM_THE_RIGHT = /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc\u{10800}-\u{10fff}\u{1e800}-\u{1efff}]/u;
const FIRST_STRONG_ISOLATE = "\u2068";
const POP_ISOLATE = "\u2069";

/** A text of one line without its hidden characters; `instead` if nothing visible remains. */
export function visible(text: string, instead: string): string {
  const shown = text.replace(/[\t\n\r]+/g, " ").replace(HIDDEN, "");
  return BLANK.test(shown) ? instead : shown;
}

/** A name for the middle of a sentence that has no elements of its own: isolated if it is written from the right. */
export function isolated(name: string): string {
  return FROM_THE_RIGHT.test(name) ? FIRST_STRONG_ISOLATE + name + POP_ISOLATE : name;
}

/** A title as it is shown. */
export function titleText(title: string): string {
  return visible(title, texts().common.untitled);
}
