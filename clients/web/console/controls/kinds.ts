/**
 * The kinds of values in forms, which convert between typed text and the form on the wire.
 *
 * An empty text stands for the default, which is `undefined`. What can't be read is a `Fault`.
 */

import { decimalsOf, parseAmount, plainAmount } from "../../ui/money";
import { texts } from "../texts";

export class Fault {
  constructor(readonly text: string) {}
}

export interface Kind {
  readonly read: (text: string, currency: string) => unknown;
  readonly write: (value: unknown, currency: string) => string;
}

const ONE = 1_000_000;
const WHOLE = /^\d{1,15}$/;
const DECIMAL = /^(\d{1,15})(?:\.(\d{1,6}))?$/;

export const text: Kind = { read: (typed) => typed || undefined, write: (value) => String(value ?? "") };

/** A text that is sent also when it is empty, because it has no default. */
export const required: Kind = { read: (typed) => typed || new Fault(texts().common.required), write: text.write };

export const flag: Kind = { read: (typed) => typed === "on" || undefined, write: (value) => (value === true ? "on" : "") };

export const amount: Kind = {
  read(typed, currency) {
    if (typed === "") return undefined;
    const parsed = parseAmount(typed, currency);
    return "problem" in parsed ? new Fault(parsed.problem) : parsed.amount;
  },
  write: (value, currency) => (typeof value === "number" ? plainAmount(value, currency) : ""),
};

export const whole: Kind = {
  read: (typed) => (typed === "" ? undefined : WHOLE.test(typed) ? Number(typed) : new Fault(texts().common.notANumber)),
  write: (value) => (typeof value === "number" ? String(value) : ""),
};

/** Seconds that the wire has in milliseconds. */
export const seconds: Kind = {
  read(typed) {
    if (typed === "") return undefined;
    return DECIMAL.test(typed) ? Math.round(Number(typed) * 1_000) : new Fault(texts().common.notANumber);
  },
  write: (value) => (typeof value === "number" ? String(value / 1_000) : ""),
};

/** A date and time in the reader's zone, as a `datetime-local` field has it. */
export const moment: Kind = {
  read(typed) {
    if (typed === "") return undefined;
    const at = new Date(typed).getTime();
    return Number.isNaN(at) ? new Fault(texts().common.notAMoment) : at;
  },
  write(value) {
    if (typeof value !== "number") return "";
    const at = new Date(value);
    return new Date(value - at.getTimezoneOffset() * 60_000).toISOString().slice(0, 19);
  },
};

export const lines: Kind = {
  read(typed) {
    const found = typed.split(/\s*\n\s*/).filter((line) => line !== "");
    return found.length > 0 ? found : undefined;
  },
  write: (value) => (Array.isArray(value) ? value.join("\n") : ""),
};

export const json: Kind = {
  read(typed) {
    if (typed === "") return undefined;
    try {
      return JSON.parse(typed) as unknown;
    } catch (error) {
      return new Fault(error instanceof Error ? error.message : String(error));
    }
  },
  write: (value) => (value === undefined || value === null ? "" : JSON.stringify(value)),
};

/** A rate such as `8.875%`, in millionths. */
export const rate: Kind = {
  read: (typed) => (typed === "" ? undefined : rateIn(typed)),
  write: (value) => (typeof value === "number" ? rateText(value) : ""),
};

/** Rates by parts of the price, such as `0:26% 800000:20%`. */
export const bands: Kind = {
  read(typed, currency) {
    if (typed === "") return undefined;
    return pairs(typed, (from) => decimalIn(from, currency), rateIn);
  },
  write: (value, currency) =>
    rows(value)
      .map(([from, rate]) => `${decimalText(from, currency)}:${rateText(rate)}`)
      .join(" "),
};

/** Steps by price, such as `0:1 100:5`, or the amounts of a ladder, such as `100 150 200`. */
export const increments: Kind = {
  read(typed, currency) {
    if (typed === "") return undefined;
    const decimal = (each: string) => decimalIn(each, currency);
    if (typed.includes(":")) return pairs(typed, decimal, decimal);
    const ladder = typed.split(/\s+/).map(decimal);
    return ladder.find((each) => each instanceof Fault) ?? { ladder };
  },
  write: (value, currency) =>
    rows(value)
      .map(([from, step]) => `${decimalText(from, currency)}:${decimalText(step, currency)}`)
      .join(" "),
};

function rows(value: unknown): readonly (readonly [number, number])[] {
  return Array.isArray(value) ? (value as (readonly [number, number])[]) : [];
}

function pairs(typed: string, first: (text: string) => number | Fault, second: (text: string) => number | Fault): unknown {
  const found: [number, number][] = [];
  for (const pair of typed.split(/\s+/)) {
    const [left = "", right = ""] = pair.split(":");
    const [from, to] = [first(left), second(right)];
    if (from instanceof Fault) return from;
    if (to instanceof Fault) return to;
    found.push([from, to]);
  }
  return found;
}

/** `12.5`, EUR -> 1250. It is written with a point everywhere, as in files. */
function decimalIn(typed: string, currency: string): number | Fault {
  const [, whole, fraction = ""] = DECIMAL.exec(typed) ?? [];
  const decimals = decimalsOf(currency);
  if (whole === undefined || fraction.length > decimals) return new Fault(texts().common.notANumber);
  return Number(whole + fraction.padEnd(decimals, "0"));
}

function decimalText(value: number, currency: string): string {
  const decimals = decimalsOf(currency);
  return String(value / 10 ** decimals);
}

function rateIn(typed: string): number | Fault {
  const [, whole, fraction = ""] = DECIMAL.exec(typed.replace(/%$/, "")) ?? [];
  if (whole === undefined || fraction.length > 4) return new Fault(texts().common.notANumber);
  return Number(whole) * (ONE / 100) + Number(fraction.padEnd(4, "0"));
}

function rateText(value: number): string {
  return `${value / (ONE / 100)}%`;
}
