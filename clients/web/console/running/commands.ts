/** The requests that each act sends, and the facts that are remembered to take it back. */

import type { AuctionClient, Bid, Item } from "auction-client";
import { formatMoved } from "../../ui/countdown";
import type { SaleDesk } from "../desk";
import { texts } from "../texts";
import type { ActName } from "./acts";
import type { LotDesk } from "./lotDesk";
import { inverseOf, type DoneAct } from "./undo";

const EXTENSION_MS = 30_000;
const AWARDS_MAX = 20;
/** An end that is nearer is not kept when a lot is reopened. */
const REOPENED_MS = 10_000;
/** The share of the bidders that the hammer waits for, and how long. */
export const REACH = 0.95;
export const REACH_WAIT_MS = 2_000;

export class Commands {
  private done: DoneAct | null = null;
  /** Whether the hammer waits until the room has the price. */
  waitsForRoom = false;

  constructor(
    private readonly desk: SaleDesk,
    private readonly lot: LotDesk,
  ) {}

  /** Remember an act that can be taken back. */
  remember(done: DoneAct): void {
    this.done = done;
  }

  canUndo(item: Item): boolean {
    return this.done !== null && inverseOf(this.done, item) !== null;
  }

  /** Carry an act out on the lot as it was seen. */
  async run(act: ActName, seen: Item): Promise<void> {
    switch (act) {
      case "open":
      case "warn":
      case "close":
      case "pass":
      case "sell":
      case "cancel":
        return this.plain(act, seen);
      case "pause":
        return this.pause(seen);
      case "extend":
        return this.extend(seen);
      case "void":
        return this.voidLast(seen);
      case "reopen":
        return this.reopen(seen);
      case "award":
        return this.award(seen);
      case "undo":
        return this.undo(seen);
    }
  }

  /** Void one bid, with a reason for the history. */
  async voidBid(bid: Bid, reason: string): Promise<boolean> {
    const t = texts().running;
    const argument = { bid_id: bid.bid_id, reason };
    const send = () => this.desk.rest.saleroom.command(this.lot.itemId, "void", argument);
    return (await this.lot.send(send, t.done.void)) !== null;
  }

  private async plain(act: "open" | "warn" | "close" | "pass" | "sell" | "cancel", seen: Item): Promise<void> {
    const wait = act === "close" && this.waitsForRoom ? { reach: REACH, wait_ms: REACH_WAIT_MS } : {};
    const answer = await this.lot.send(
      (expected_seq) => this.desk.rest.saleroom.command(seen.item_id, act, { expected_seq, ...wait }),
      texts().running.done[act],
      seen,
    );
    if (answer !== null && (act === "close" || act === "pass" || act === "sell")) {
      this.remember({ kind: act, itemId: seen.item_id });
    }
  }

  /** Pause, or go on. It names no event number, because it has to work in a rush of bids. */
  private async pause(seen: Item): Promise<void> {
    const act = seen.status === "paused" ? "resume" : "pause";
    const send = () => this.desk.rest.saleroom.command(seen.item_id, act);
    if (await this.lot.send(send, texts().running.done[act], seen)) this.remember({ kind: act, itemId: seen.item_id });
  }

  private async extend(seen: Item): Promise<void> {
    const from = Math.max(seen.ends_at ?? 0, Math.ceil(this.desk.client.serverNow()));
    await this.lot.send(
      (expected_seq) =>
        this.desk.rest.saleroom.command(seen.item_id, "extend", { ends_at: from + EXTENSION_MS, expected_seq }),
      texts().running.done.extend(formatMoved(EXTENSION_MS)),
      seen,
    );
  }

  private async voidLast(seen: Item): Promise<void> {
    const last = lastStanding(this.lot.view?.bids ?? [], seen);
    if (last !== undefined) await this.voidBid(last, texts().running.bids.mistake);
  }

  private async reopen(seen: Item): Promise<void> {
    const ends = endAfterReopening(seen, this.desk.client);
    await this.lot.send(
      (expected_seq) => this.desk.rest.saleroom.command(seen.item_id, "reopen", { ...ends, expected_seq }),
      texts().running.done.reopen,
      seen,
    );
  }

  /** Award the lot to the next underbidder. A step that was done before changes nothing, so the next one is tried. */
  private async award(seen: Item): Promise<void> {
    await this.lot.send(
      async (expected_seq) => {
        let step = 1;
        for (;;) {
          const argument = { step, expected_seq };
          const answer = await this.desk.rest.saleroom.command(seen.item_id, "award", argument);
          if (!answer.ok || answer.seq > expected_seq || step === AWARDS_MAX) return answer;
          step++;
        }
      },
      texts().running.done.award,
      seen,
    );
  }

  private async undo(seen: Item): Promise<void> {
    const t = texts().running;
    const inverse = this.done && inverseOf(this.done, seen);
    if (inverse === null) return this.lot.answer.wait(t.noUndo);
    const { saleroom } = this.desk.rest;
    const id = seen.item_id;
    const undone = (what: string) => t.undone(what);
    this.done = null;
    switch (inverse.kind) {
      case "pause":
      case "resume":
        await this.lot.send(() => saleroom.command(id, inverse.kind), undone(t.done[inverse.kind]), seen);
        return;
      case "reopen":
        await this.lot.send(
          (expected_seq) =>
            saleroom.command(id, "reopen", { ...endAfterReopening(seen, this.desk.client), expected_seq }),
          undone(t.done.reopen),
          seen,
        );
        return;
      case "void": {
        const argument = { bid_id: inverse.bidId, reason: t.bids.mistake };
        await this.lot.send(() => saleroom.command(id, "void", argument), undone(t.done.void), seen);
        return;
      }
      case "asking": {
        const { price } = inverse;
        await this.lot.send(
          (expected_seq) => saleroom.command(id, "set_asking", { price, expected_seq }),
          undone(t.done.asking(this.lot.money(price))),
          seen,
        );
      }
    }
  }
}

/** The latest bid of the leader that stands and was not made by a hidden maximum. */
export function lastStanding(bids: readonly Bid[], item: Item): Bid | undefined {
  const standing = bids.filter((bid) => !bid.retracted && bid.bidder === item.leader);
  return standing.findLast((bid) => !bid.auto) ?? standing.at(-1);
}

function endAfterReopening(item: Item, client: AuctionClient): { readonly ends_at?: number } {
  const isAhead = item.ends_at !== null && item.ends_at > client.serverNow() + REOPENED_MS;
  return isAhead ? { ends_at: item.ends_at as number } : {};
}
