/** Results and statements. */

import { numberText } from "../../../ui/texts/locale";
import { plurals } from "../../../ui/texts/plurals";

const count = plurals("en");

export const results = {
  title: "Results",
  file: "Results as CSV",
  columns: {
    lot: "Lot",
    title: "Title",
    status: "Status",
    winner: "Winner",
    price: "Hammer price",
    total: "To pay",
    underbidder: "Underbidder",
  },
  none: "No lot yet.",
  sums: (sold: number, ended: number) =>
    `${numberText(sold)} of ${count(ended, { one: "# ended lot", other: "# ended lots" })} sold`,
  hammer: "Hammer total",
  premium: "Premium",
  tax: "Tax",
  total: "To be paid",
  statementOf: (name: string) => `Statement of ${name}`,
  print: "Print",
  back: "All results",
  units: (units: number, money: string) => `${units} × ${money}`,
  paddle: (number: string) => `paddle ${number}`,
};
