/** The fields of a sale. */

import { amount, bands, flag, moment, rate, required, text, whole } from "../controls/kinds";
import type { Group } from "../controls/typedForm";
import { texts } from "../texts";

/** The fields that are shown of a sale, new or present. */
export function saleGroups(): readonly Group[] {
  const t = texts().setup.sale;
  return [
    {
      title: t.title,
      open: true,
      fields: [
        { name: "title", label: t.name, value: required, required: true, size: "wide" },
        { name: "currency", label: t.currency, value: text, placeholder: "EUR" },
        { name: "approval", label: t.approval, value: flag, input: "checkbox" },
        { name: "early_bids", label: t.early, value: flag, input: "checkbox" },
        { name: "consignor_bids", label: t.consignor, value: flag, input: "checkbox" },
      ],
    },
    {
      title: t.fees,
      fields: [
        { name: "fees.premium", label: t.premium, value: bands, ltr: true, hint: t.premiumHint, placeholder: "0:25%", size: "wide" },
        { name: "fees.price_tax", label: t.priceTax, value: rate, placeholder: "0%" },
        { name: "fees.premium_tax", label: t.premiumTax, value: rate, placeholder: "19%" },
      ],
    },
    {
      title: t.rules,
      fields: [
        { name: "sequence.gap_s", label: t.sequence, value: whole, input: "number" },
        { name: "stagger.first_ends_at", label: t.staggerAt, value: moment, input: "datetime-local" },
        { name: "stagger.interval_s", label: t.staggerEvery, value: whole, input: "number" },
        { name: "on_outage", label: t.onOutage, value: text, choices: [["extend", t.extend], ["close", t.close]] },
        { name: "spending_limit", label: t.limit, value: amount },
        { name: "bid_cap", label: t.cap, value: amount },
        { name: "bid_multiple", label: t.multiple, value: whole, input: "number" },
        { name: "deposit", label: t.deposit, value: flag, input: "checkbox" },
        { name: "terms.version", label: t.termsVersion, value: text },
        { name: "terms.url", label: t.termsUrl, value: text, input: "url" },
        { name: "terms.text", label: t.terms, value: text, input: "textarea", size: "wide" },
      ],
    },
  ];
}
