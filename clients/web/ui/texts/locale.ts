/** The reader's locale: how numbers, money, times and lists are written. */

let current: string | undefined;
const made = new Map<string, unknown>();

/** The locale's tag; undefined stands for the browser's own. */
export function locale(): string | undefined {
  return current;
}

export function setLocale(tag: string | undefined): void {
  current = tag;
  made.clear();
}

/** A whole number in the digits of the locale, with its signs between thousands. */
export function numberText(value: number): string {
  return once("number", () => new Intl.NumberFormat(current)).format(value);
}

/** A share in whole percent, with the sign and in the place of the locale. */
export function percentText(share: number): string {
  return once("percent", () => new Intl.NumberFormat(current, { style: "percent" })).format(share);
}

/** Digits such as those of `0:12`, in the digits of the locale, each on its own. */
export function digitsText(text: string): string {
  const digits = once("digits", () => {
    const format = new Intl.NumberFormat(current, { useGrouping: false });
    return [...format.format(9_876_543_210)].reverse();
  });
  return text.replace(/\d/g, (digit) => digits[Number(digit)] ?? digit);
}

/** The sign between whole and fraction. */
export function decimalSign(): string {
  return once("sign", () => new Intl.NumberFormat(current).formatToParts(1.5).find((part) => part.type === "decimal")?.value ?? ".");
}

/** A time of the day with its seconds. */
export function timeText(at: Date): string {
  return once("time", () => new Intl.DateTimeFormat(current, { timeStyle: "medium" })).format(at);
}

/** A day and a time of it. */
export function dateText(at: Date): string {
  return once("date", () => new Intl.DateTimeFormat(current, { dateStyle: "medium", timeStyle: "short" })).format(at);
}

/** Making a format is slow, and some are used at every change of a price. */
function once<T>(name: string, make: () => T): T {
  if (!made.has(name)) made.set(name, make());
  return made.get(name) as T;
}
