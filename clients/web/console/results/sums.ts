/** The sums of a sale's results. */

import type { Charge, ItemResult } from "auction-client";

export interface Sums extends Charge {
  readonly sold: number;
  readonly ended: number;
}

const ENDED = new Set(["sold", "unsold", "cancelled"]);

export function sumsOf(results: readonly ItemResult[]): Sums {
  const winners = results.flatMap((result) => result.winners);
  const sum = (part: keyof Charge) => winners.reduce((total, winner) => total + winner[part], 0);
  return {
    sold: results.filter((result) => result.status === "sold").length,
    ended: results.filter((result) => ENDED.has(result.status)).length,
    hammer_price: sum("hammer_price"),
    premium: sum("premium"),
    tax: sum("tax"),
    total: sum("total"),
  };
}
