/**
 * Money as people write it, to and from integers in minor units, without floating point.
 *
 * The decimals are those of ISO 4217 in every browser, and not those of the browser's own table.
 */

import { MINOR_UNITS } from "./minorUnits";
import { texts } from "./texts";
import { locale as readers } from "./texts/locale";

/** The wire's largest amount. */
const AMOUNT_MAX = 10n ** 15n;

/** The longest text that can be an amount, with its signs and its currency. */
const TYPED_MAX = 60;

export type ParsedAmount = { readonly amount: number } | { readonly problem: string };

/** Amounts of twelve and a half, or of twelve, by the decimals of the currency. */
const EXAMPLE = [12, 125, 1_250, 12_500, 125_000];

type Style = "currency" | "decimal";

/** How many decimals a currency has: 2 for EUR, 0 for JPY, 3 for KWD. */
export function decimalsOf(currency: string): number {
  return MINOR_UNITS[currency] ?? 2;
}

/** `125000`, EUR -> `€1,250.00`, as the reader's locale writes it. */
export function formatMoney(amount: number, currency: string, locale = readers()): string {
  const decimals = decimalsOf(currency);
  return format("currency", true, decimals, currency, locale).format(decimalString(amount, decimals));
}

/** `125000`, EUR -> `1250.00`, with the locale's digits and decimal sign, as a person would type it. */
export function plainAmount(amount: number, currency: string, locale = readers()): string {
  const decimals = decimalsOf(currency);
  return format("decimal", false, decimals, currency, locale).format(decimalString(amount, decimals));
}

/**
 * Read a typed amount.
 *
 * It is understood if the locale writes it so: with or without the currency and the signs between thousands, and with
 * as many decimals as were typed. Everything else is refused, and nothing is guessed.
 */
export function parseAmount(typed: string, currency: string, locale = readers()): ParsedAmount {
  const decimals = decimalsOf(currency);
  const text = typed.length <= TYPED_MAX ? normalized(typed, locale) : "";
  for (const style of ["currency", "decimal"] as const) {
    const read = digitsIn(text, style, currency, locale);
    if (read === null) continue;
    if (!isWritten(text, read, style, currency, locale)) continue;
    if (read.fraction.length > decimals) return { problem: tooPrecise(currency, decimals) };
    const amount = BigInt(read.whole + read.fraction.padEnd(decimals, "0"));
    if (amount < 1n || amount > AMOUNT_MAX) return { problem: texts().common.amounts.outOfRange };
    return { amount: Number(amount) };
  }
  const example = plainAmount(EXAMPLE[decimals] ?? 1_250, currency, locale);
  return { problem: texts().common.amounts.notAnAmount(example) };
}

/** Read a typed number of units: digits of the locale or of ASCII, and nothing else. */
export function parseUnits(typed: string, locale = readers()): number | null {
  const text = normalized(typed.trim(), locale);
  return /^[1-9]\d{0,8}$/.test(text) && !/\s/.test(typed.trim()) ? Number(text) : null;
}

interface Digits {
  readonly whole: string;
  readonly fraction: string;
}

/** The digits of a normalized text before and after the decimal sign; null if it can't be an amount. */
function digitsIn(text: string, style: Style, currency: string, locale?: string): Digits | null {
  const parts = format(style, true, 1, currency, locale).formatToParts("1.5" as `${number}`);
  const part = (type: string) => normalized(parts.find((each) => each.type === type)?.value ?? "", locale);
  const bare = text.replace(part("currency"), "");
  const sign = part("decimal");
  const at = bare.lastIndexOf(sign);
  const fraction = at < 0 ? "" : bare.slice(at + sign.length);
  // Signs between thousands are left out here; whether they stand where the locale puts them is checked afterwards.
  const whole = (at < 0 ? bare : bare.slice(0, at)).replace(/\D/g, "");
  const isAmount = /^\d{1,17}$/.test(whole) && (at < 0 || /^\d{1,17}$/.test(fraction));
  return isAmount ? { whole, fraction } : null;
}

/** Whether the locale writes these digits as this text. */
function isWritten(text: string, { whole, fraction }: Digits, style: Style, currency: string, locale?: string) {
  const value = (fraction === "" ? whole : `${whole}.${fraction}`) as `${number}`;
  // "always" also groups four digits, where the locale itself begins with five.
  return ([true, "always", false] as const).some((grouping) => {
    const written = format(style, grouping, fraction.length, currency, locale).format(value);
    return normalized(written, locale) === text;
  });
}

const formats = new Map<string, Intl.NumberFormat>();

/** Making a format is slow, and the form reads its fields at every change of the price. */
function format(style: Style, grouping: boolean | "always", decimals: number, currency: string, locale?: string) {
  const key = [style, grouping, decimals, currency, locale].join(" ");
  const known = formats.get(key);
  if (known) return known;
  const made = new Intl.NumberFormat(locale, {
    style,
    currency,
    useGrouping: grouping as boolean,
    minimumFractionDigits: decimals,
    maximumFractionDigits: decimals,
  });
  formats.set(key, made);
  return made;
}

/** A text without spaces and direction marks, and with ASCII digits and signs where a keyboard has no others. */
function normalized(text: string, locale?: string): string {
  const digits = digitsOf(locale);
  const ascii = [...text].map((character) => {
    const digit = digits.indexOf(character);
    return digit < 0 ? character : String(digit);
  });
  return ascii.join("").replace(/[\s\p{Cf}]/gu, "").replaceAll("٫", ".").replaceAll("٬", ",").replaceAll("'", "’");
}

const localDigits = new Map<string | undefined, readonly string[]>();

/** The digits of a locale, from 0 to 9. */
function digitsOf(locale: string | undefined): readonly string[] {
  const known = localDigits.get(locale);
  if (known) return known;
  const digits = [...new Intl.NumberFormat(locale, { useGrouping: false }).format(9876543210)].reverse();
  localDigits.set(locale, digits);
  return digits;
}

function decimalString(amount: number, decimals: number): `${number}` {
  const digits = String(amount).padStart(decimals + 1, "0");
  const whole = digits.slice(0, digits.length - decimals);
  return (decimals === 0 ? whole : `${whole}.${digits.slice(-decimals)}`) as `${number}`;
}

function tooPrecise(currency: string, decimals: number): string {
  const { amounts } = texts().common;
  return decimals === 0 ? amounts.noDecimals(currency) : amounts.decimalsAtMost(currency, decimals);
}
