/** The fields of an item, and those that each format has. */

import type { Format } from "auction-client";
import { amount, bands, flag, increments, json, lines, moment, rate, required, seconds, text, whole, type Kind } from "../controls/kinds";
import type { Group } from "../controls/typedForm";
import { texts } from "../texts";

export const FORMATS: readonly Format[] = ["english", "dutch", "sealed_first", "sealed_second", "uniform", "fixed"];

/** The fields that describe an item; they can always be changed, and every format has them. */
export const DESCRIPTION: readonly string[] = [
  "lot",
  "title",
  "description",
  "condition",
  "images",
  "estimate_low",
  "estimate_high",
  "metadata",
];

/** The prices that are an item's own. */
export const PRICES: readonly string[] = ["start_price", "reserve", "buy_now", "floor_price"];

const FEES = ["fees.premium", "fees.price_tax", "fees.premium_tax"];
const ALWAYS = [...DESCRIPTION, "format", "start_price", "opens_at", "on_outage", ...FEES];
const ENDS = ["ends_at", "duration_ms"];
const CAPS = ["bid_cap", "bid_multiple"];
const LIMITS = ["soft_close.extensions_max", "soft_close.hard_end"];
const SOFT_CLOSE = ["soft_close.policy", "soft_close.window_ms", "soft_close.extend_ms", ...LIMITS];
const PROXY = ["reserve", "reserve_jump", "buy_now", "increment", "on_ladder", "retraction", ...CAPS];

const BY_FORMAT: Record<Format, readonly string[]> = {
  english: [...ENDS, ...SOFT_CLOSE, ...PROXY, "closes_with"],
  dutch: ["quantity", "step", "interval_ms", "floor_price"],
  sealed_first: [...ENDS, ...CAPS, "reserve"],
  sealed_second: [...ENDS, ...CAPS, "reserve"],
  uniform: [...ENDS, ...CAPS, "reserve", "quantity"],
  fixed: [...ENDS, "quantity"],
};

/** Whether an item of a format has a field, given how its late bids move the end. */
export function hasField(name: string, format: Format, policy: string): boolean {
  if (LIMITS.includes(name) && policy !== "capped") return false;
  if (name.startsWith("soft_close.") && name !== "soft_close.policy" && policy === "") return false;
  return ALWAYS.includes(name) || BY_FORMAT[format].includes(name);
}

export function itemGroups(): readonly Group[] {
  const t = texts().setup.item;
  const { policies, retractions, sale } = texts().setup;
  const outageChoices: [string, string][] = [
    ["", t.asSale],
    ["extend", sale.extend],
    ["close", sale.close],
  ];
  const policyChoices: [string, string][] = [
    ["", policies.none],
    ["reset", policies.reset],
    ["add", policies.add],
    ["capped", policies.capped],
  ];
  return [
    {
      title: t.descriptionPart,
      open: true,
      fields: [
        { name: "lot", label: t.lot, value: text, placeholder: "12", size: "short" },
        { name: "title", label: t.name, value: required, required: true, size: "long" },
        { name: "description", label: t.description, value: text, input: "textarea", size: "wide" },
        { name: "estimate_low", label: t.estimateLow, value: amount },
        { name: "estimate_high", label: t.estimateHigh, value: amount },
      ],
    },
    {
      title: t.pricePart,
      open: true,
      fields: [
        { name: "format", label: t.format, value: text, choices: FORMATS.map((each) => [each, texts().common.formats[each]]) },
        { name: "start_price", label: t.startPrice, value: needed(amount), required: true, size: "short" },
        { name: "reserve", label: t.reserve, value: amount, size: "short" },
        { name: "buy_now", label: t.buyNow, value: amount, size: "short" },
        { name: "quantity", label: t.quantity, value: whole, input: "number", placeholder: "1", size: "short" },
        { name: "step", label: t.step, value: amount, size: "short" },
        { name: "interval_ms", label: t.interval, value: seconds, input: "number", size: "short" },
        { name: "floor_price", label: t.floorPrice, value: amount, size: "short" },
        { name: "increment", label: t.increment, value: increments, ltr: true, hint: t.incrementHint, size: "long" },
        { name: "on_ladder", label: t.onLadder, value: flag, input: "checkbox", size: "wide" },
      ],
    },
    {
      title: t.timePart,
      fields: [
        { name: "opens_at", label: t.opensAt, value: moment, input: "datetime-local" },
        { name: "ends_at", label: t.endsAt, value: moment, input: "datetime-local" },
        { name: "duration_ms", label: t.duration, value: seconds, input: "number", hint: t.durationHint },
        { name: "soft_close.policy", label: t.softClose, value: text, choices: policyChoices },
        { name: "soft_close.window_ms", label: t.softWindow, value: seconds, input: "number", placeholder: "60" },
        { name: "soft_close.extend_ms", label: t.softExtend, value: seconds, input: "number", placeholder: "60" },
        { name: "soft_close.extensions_max", label: t.softMost, value: whole, input: "number" },
        { name: "soft_close.hard_end", label: t.hardEnd, value: moment, input: "datetime-local" },
        { name: "closes_with", label: t.group, value: text },
      ],
    },
    {
      title: t.morePart,
      fields: [
        { name: "condition", label: t.condition, value: text, input: "textarea", size: "wide" },
        { name: "images", label: t.images, value: lines, input: "textarea", ltr: true, hint: t.imagesHint, size: "wide" },
        { name: "retraction", label: t.retraction, value: text, choices: Object.entries(retractions), size: "wide" },
        { name: "reserve_jump", label: t.reserveJump, value: flag, input: "checkbox", size: "wide" },
        { name: "bid_cap", label: sale.cap, value: amount, placeholder: t.asSale },
        { name: "bid_multiple", label: sale.multiple, value: whole, input: "number", placeholder: t.asSale },
        { name: "fees.premium", label: sale.premium, value: bands, ltr: true, hint: t.feesHint, placeholder: t.asSale, size: "wide" },
        { name: "fees.price_tax", label: sale.priceTax, value: rate, placeholder: t.asSale },
        { name: "fees.premium_tax", label: sale.premiumTax, value: rate, placeholder: t.asSale },
        { name: "on_outage", label: sale.onOutage, value: text, choices: outageChoices, size: "wide" },
        { name: "metadata", label: t.metadata, value: json, input: "textarea", ltr: true, size: "wide" },
      ],
    },
  ];
}

/** A kind whose field must not be empty. */
function needed(kind: Kind): Kind {
  return { ...kind, read: (typed, currency) => (typed === "" ? required.read("", currency) : kind.read(typed, currency)) };
}
