/**
 * The items that the reader has bid on, and where they stand on them.
 *
 * They are read when the reader is known and after every lost connection, and are kept by the messages to the reader.
 */

import {
  isOwn,
  type AuctionClient,
  type BidderRest,
  type Charge,
  type Identity,
  type Item,
  type Mine,
  type OwnBid,
  type OwnStanding,
  type Unsubscribe,
  type Yours,
} from "auction-client";
import { hasEnded } from "../../ui/statuses";
import { isAfter } from "../item/positions";
import { OutbidWatches } from "./outbidWatches";

/** An item that the reader has bid on. */
export interface OwnItem {
  readonly item: Item;
  /** Null where the reader has taken back the bid that they left before the opening. */
  readonly standing: OwnStanding | null;
  readonly yours: Yours | null;
  readonly owed: Charge | null;
  /** The moment of the reader's last bid, or of the last message about it. */
  readonly at: number;
}

/** A message to the reader about their standing on an item. */
export interface Change {
  readonly item_id: string;
  readonly epoch?: number;
  readonly seq: number;
  readonly standing: OwnStanding | null;
  readonly price: number;
  readonly minimum: number;
  readonly yours: Yours | null;
  readonly owed: Charge | null;
  readonly removed?: Mine["removed"];
}

/** A change with the item that it is about. */
export type NamedChange = Change & { readonly item: Item };

const PAGES_MAX = 5;

export class OwnItems {
  private items = new Map<string, OwnItem>();
  private user: string | null = null;
  private wasLive = false;
  private readonly outbid: OutbidWatches;
  private readonly listeners = new Set<() => void>();
  private readonly changeListeners = new Set<(change: NamedChange) => void>();

  constructor(
    private readonly client: AuctionClient,
    private readonly rest: BidderRest,
  ) {
    this.outbid = new OutbidWatches(client, (item) => this.see(item));
    client.identity.subscribe((identity) => this.enter(identity));
    client.connectionState.subscribe((state) => {
      if (state === "live" && this.wasLive) void this.load();
      this.wasLive ||= state === "live";
    });
    client.mine.subscribe((message) => void this.take(message));
    client.outbid.subscribe((message) => void this.take({ ...message, standing: "outbid", yours: null, owed: null }));
  }

  get(itemId: string): OwnItem | undefined {
    return this.items.get(itemId);
  }

  /** On how many running items the reader leads. */
  get led(): number {
    return [...this.items.values()].filter(({ standing, item }) => standing === "leading" && !hasEnded(item.status)).length;
  }

  /** An item as a message to the reader has shown it, if that is later. */
  latest(item: Item): Item {
    const known = this.items.get(item.item_id)?.item;
    return known !== undefined && isAfter(known, item) ? known : item;
  }

  /** Call `listener` at every change of any item. */
  subscribe(listener: () => void): Unsubscribe {
    this.listeners.add(listener);
    return () => void this.listeners.delete(listener);
  }

  /** Call `listener` with each message to the reader about their standing, once its item is known. */
  changes(listener: (change: NamedChange) => void): Unsubscribe {
    this.changeListeners.add(listener);
    return () => void this.changeListeners.delete(listener);
  }

  /** Read an item; null if that fails. */
  async read(itemId: string): Promise<Item | null> {
    const answer = await this.rest.item(itemId);
    return answer.ok ? answer : null;
  }

  private enter(identity: Identity | null): void {
    const user = identity?.user_id ?? null;
    if (user === this.user) return;
    this.user = user;
    this.items = new Map();
    this.notify();
    void this.load();
  }

  private async load(): Promise<void> {
    const user = this.user;
    let after: string | null = null;
    for (let page = 0; user !== null && page < PAGES_MAX; page++) {
      const answer: Awaited<ReturnType<BidderRest["own"]["bids"]>> = await this.rest.own.bids(
        after === null ? {} : { after },
      );
      if (user !== this.user || !answer.ok) return;
      this.items = new Map([...this.items, ...answer.bids.map((bid) => [bid.item.item_id, merged(this.items, bid)] as const)]);
      this.notify();
      after = answer.next_after;
      if (after === null) return;
    }
  }

  private async take(change: Change): Promise<void> {
    const user = this.user;
    let item = this.items.get(change.item_id)?.item ?? null;
    // Nobody is outbid before the opening: either the item has opened, or the reader has taken their bid back.
    const isUnclear = item?.status === "scheduled" && change.standing === "outbid";
    if (item === null || isUnclear) item = (await this.read(change.item_id)) ?? item;
    if (item === null || user === null || user !== this.user) return;
    const known = this.items.get(change.item_id);
    if (known !== undefined && isAfter(known.item, change)) return;
    const { yours, owed } = change;
    const standing = item.status === "scheduled" && change.standing === "outbid" ? null : change.standing;
    const next = { ...item, ...positionOf(change), price: change.price, minimum: change.minimum };
    this.items = new Map(this.items).set(change.item_id, { item: next, standing, yours, owed, at: this.client.serverNow() });
    this.notify();
    for (const listener of [...this.changeListeners]) listener({ ...change, standing, item: next });
  }

  /** Take in an item that another bidder leads, as it stands now. */
  private see(item: Item): void {
    const known = this.items.get(item.item_id);
    if (known === undefined || known.standing !== "outbid" || isOwn(item.leader, this.client.identity.value)) return;
    if (!isAfter(known.item, item)) this.items = new Map(this.items).set(item.item_id, { ...known, item });
    if (!hasEnded(item.status)) return this.notify();
    const { epoch, seq, price, minimum } = item;
    const lost = { item_id: item.item_id, seq, standing: "lost", price, minimum, yours: null, owed: null } as const;
    void this.take(epoch === undefined ? lost : { ...lost, epoch });
  }

  private notify(): void {
    this.outbid.follow(this.items);
    for (const listener of [...this.listeners]) listener();
  }
}

/** An answer's entry, or the known one if a later message has changed it. */
function merged(known: ReadonlyMap<string, OwnItem>, bid: OwnBid): OwnItem {
  const before = known.get(bid.item.item_id);
  return before !== undefined && isAfter(before.item, bid.item) ? before : { ...bid, at: bid.last_bid_at };
}

function positionOf({ epoch, seq }: Change) {
  return epoch === undefined ? { seq } : { seq, epoch };
}
