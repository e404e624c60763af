/**
 * Money as people write it, to and from integers in minor units, without floating point.
 */

/** The wire's largest amount. */
const AMOUNT_MAX = 10n ** 15n;

export type ParsedAmount = { readonly amount: number } | { readonly problem: string };

/** How many decimals a currency has: 2 for EUR, 0 for JPY, 3 for KWD. */
export function decimalsOf(currency: string): number {
  const format = new Intl.NumberFormat("en", { style: "currency", currency });
  return format.resolvedOptions().maximumFractionDigits ?? 2;
}

/** `125000`, EUR -> `€1,250.00`, as the reader's locale writes it. */
export function formatMoney(amount: number, currency: string, locale?: string): string {
  const format = new Intl.NumberFormat(locale, { style: "currency", currency });
  return format.format(decimalString(amount, decimalsOf(currency)));
}

/** `125000`, EUR -> `1250.00`, with the locale's decimal sign, as a person would type it. */
export function plainAmount(amount: number, currency: string, locale?: string): string {
  return decimalString(amount, decimalsOf(currency)).replace(".", signsOf(locale).decimal);
}

/**
 * Read a typed amount.
 *
 * Either decimal sign is accepted where it is unambiguous (`12.5`, `12,50`), and thousands may be grouped as in the
 * locale. An ambiguous amount is refused, not guessed.
 */
export function parseAmount(typed: string, currency: string, locale?: string): ParsedAmount {
  const decimals = decimalsOf(currency);
  const { group, decimal } = signsOf(locale);
  const compact = typed.replace(/[\s'’]/g, "");
  const grouped = new RegExp(`^[1-9]\\d{0,2}(${escaped(group)}\\d{3})+(?![\\d${escaped(group)}])`);
  const plain = compact.replace(grouped, (digits) => digits.replaceAll(group, ""));
  const match = /^(\d+)(?:([.,])(\d+))?$/.exec(plain);
  if (!match) return { problem: "That is not an amount." };
  const [, whole = "", sign, fraction = ""] = match;
  if (sign && sign !== decimal && fraction.length === 3) return { problem: "That is not an amount." };
  if (fraction.length > decimals) return { problem: tooPrecise(currency, decimals) };
  const amount = BigInt(whole + fraction.padEnd(decimals, "0"));
  if (amount < 1n || amount > AMOUNT_MAX) return { problem: "That amount is out of range." };
  return { amount: Number(amount) };
}

/** The amounts of the one-tap buttons: the minimum and the next steps above it. */
export function quickAmounts(item: { price: number; minimum: number }): number[] {
  // With a leader the minimum shows the step; before the first bid it is about a twentieth of the price.
  const step = item.minimum > item.price ? item.minimum - item.price : roundStep(item.minimum / 20);
  return [0, 1, 2].map((steps) => item.minimum + steps * Math.max(step, 1));
}

function decimalString(amount: number, decimals: number): `${number}` {
  const digits = String(amount).padStart(decimals + 1, "0");
  const whole = digits.slice(0, digits.length - decimals);
  return (decimals === 0 ? whole : `${whole}.${digits.slice(-decimals)}`) as `${number}`;
}

function signsOf(locale: string | undefined): { group: string; decimal: string } {
  const parts = new Intl.NumberFormat(locale, { useGrouping: true }).formatToParts(1234567.5);
  const sign = (type: string) => parts.find((part) => part.type === type)?.value;
  return { group: (sign("group") ?? "").trim(), decimal: sign("decimal") === "," ? "," : "." };
}

function escaped(sign: string): string {
  return sign.replace(/[.]/g, "\\.");
}

function tooPrecise(currency: string, decimals: number): string {
  return decimals === 0 ? `${currency} has no decimals.` : `${currency} has ${decimals} decimals at most.`;
}

function roundStep(about: number): number {
  const magnitude = 10 ** Math.max(0, Math.floor(Math.log10(Math.max(about, 1))));
  return [5, 2, 1].map((digit) => digit * magnitude).find((step) => step <= about) ?? 1;
}
