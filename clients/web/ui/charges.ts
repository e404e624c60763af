/** What a winner owes, computed as the server computes it: exactly, and rounded once for a line, half up. */

import type { Charge, Fees } from "auction-client";

/** The rate of the whole, in millionths. */
const ONE = 1_000_000n;

/** The charge for `quantity` units at a hammer price of `amount` each. The bands apply to the price of a unit. */
export function chargeOf(fees: Fees | null, amount: number, quantity = 1): Charge {
  const hammer = BigInt(amount) * BigInt(quantity);
  const premium = rounded(inBands(fees?.premium ?? [], BigInt(amount)) * BigInt(quantity));
  const tax = rounded(hammer * BigInt(fees?.price_tax ?? 0) + premium * BigInt(fees?.premium_tax ?? 0));
  const parts = { hammer_price: Number(hammer), premium: Number(premium), tax: Number(tax) };
  return { ...parts, total: Number(hammer + premium + tax) };
}

/** The sum of several charges. */
export function sumOf(charges: readonly Charge[]): Charge {
  const none: Charge = { hammer_price: 0, premium: 0, tax: 0, total: 0 };
  return charges.reduce(
    (sum, each) => ({
      hammer_price: sum.hammer_price + each.hammer_price,
      premium: sum.premium + each.premium,
      tax: sum.tax + each.tax,
      total: sum.total + each.total,
    }),
    none,
  );
}

/** The premium on a unit's hammer price, in millionths of a minor unit. */
function inBands(bands: Fees["premium"], amount: bigint): bigint {
  return bands.reduce((sum, [from, rate], index) => {
    const end = bands[index + 1]?.[0];
    const top = end === undefined || BigInt(end) > amount ? amount : BigInt(end);
    const part = top - BigInt(from);
    return part > 0n ? sum + part * BigInt(rate) : sum;
  }, 0n);
}

function rounded(millionths: bigint): bigint {
  return (millionths + ONE / 2n) / ONE;
}
