/** Names and amounts in the middle of an Arabic sentence, which keep their own direction. */

const FIRST_STRONG_ISOLATE = "\u2068";
const POP_ISOLATE = "\u2069";

/** Isolate a text of either direction from the sentence around it. */
export function iso(text: string): string {
  return FIRST_STRONG_ISOLATE + text + POP_ISOLATE;
}
