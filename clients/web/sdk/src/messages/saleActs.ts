/** Acts on whole sales. */

/** The items of a sale by the result of an act; on `failed` ones the server goes on by itself. */
export interface ActCounts {
  readonly changed: number;
  readonly unchanged: number;
  readonly ended: number;
  readonly failed: number;
}

/** An act on a sale that was carried out. */
export interface ActAnswer {
  readonly ok: true;
  readonly act_id: string;
  readonly items: ActCounts;
}

export type SaleAct = "pause" | "resume";
