/** The answers about the hammer's reach. */

/**
 * How many sockets that watch an item certainly have its state after event `seq`, over all nodes.
 *
 * `bidders` are the sockets of bidders, and `reach` is their share, 1 where there are none.
 */
export interface Reach {
  readonly item_id: string;
  readonly epoch: number;
  readonly seq: number;
  readonly watchers: number;
  readonly watchers_reached: number;
  readonly bidders: number;
  readonly bidders_reached: number;
  readonly reach: number;
}

/** A command was carried out, at this share of the bidders; `seq` is the item's last event number. */
export interface HammerAnswer {
  readonly seq: number;
  readonly reach: number;
}
