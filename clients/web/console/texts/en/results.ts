/** Results and statements. */

export const results = {
  title: "Results",
  file: "Results as CSV",
  refresh: "Read again",
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
  sums: (sold: number, ended: number) => `${sold} of ${ended} ended lots sold`,
  hammer: "Hammer total",
  premium: "Premium",
  tax: "Tax",
  total: "To be paid",
  statement: "Statement",
  statementOf: (name: string) => `Statement of ${name}`,
  print: "Print",
  back: "All results",
  units: (units: number, money: string) => `${units} × ${money}`,
  paddle: (number: string) => `paddle ${number}`,
};
