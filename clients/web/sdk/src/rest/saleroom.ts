/** The routes of those who run a sale: its clerks and paddles, bids of the room, commands and notices. */

import type { Answer, BidAnswer, Clerk, Clerks, Command, NoticeAnswer, Paddle, Paddles, RoomBid } from "../messages/index.js";
import type { HttpRequests } from "./requests.js";

export class SaleroomRoutes {
  constructor(private readonly http: HttpRequests) {}

  /** Let a user enter bids and run the items of a sale. */
  grantClerk(auctionId: string, userId: string): Promise<Answer<Clerk>> {
    return this.http.send("PUT", clerkPath(auctionId, userId));
  }

  /** Take a clerk's grant back. */
  revokeClerk(auctionId: string, userId: string): Promise<Answer<object>> {
    return this.http.send("DELETE", clerkPath(auctionId, userId));
  }

  /** List the clerks of a sale. */
  clerks(auctionId: string): Promise<Answer<Clerks>> {
    return this.http.request(`/auctions/${encodeURIComponent(auctionId)}/clerks`);
  }

  /** Give a paddle to a user, or to a person with a name alone. */
  givePaddle(
    auctionId: string,
    number: string,
    bidder: { readonly user_id: string } | { readonly name: string },
  ): Promise<Answer<Paddle>> {
    const path = `/auctions/${encodeURIComponent(auctionId)}/paddles/${encodeURIComponent(number)}`;
    return this.http.send("PUT", path, bidder);
  }

  /** List the paddles of a sale. */
  paddles(auctionId: string): Promise<Answer<Paddles>> {
    return this.http.request(`/auctions/${encodeURIComponent(auctionId)}/paddles`);
  }

  /** Enter a bid of the room. */
  roomBid(itemId: string, bid: RoomBid): Promise<Answer<BidAnswer>> {
    return this.http.send("POST", `/items/${encodeURIComponent(itemId)}/room_bid`, bid);
  }

  /**
   * Carry out a command with its argument, such as `void` with `bid_id` and `reason`, or `award` with `step`.
   *
   * With `expected_seq` a command is refused `conflict` if the item's last event is another one.
   */
  command(
    itemId: string,
    name: Exclude<Command, "delete"> | "extend" | "set_asking" | "give_notice" | "void" | "reopen" | "award",
    argument: { readonly expected_seq?: number; readonly [field: string]: unknown } = {},
  ): Promise<Answer<{ readonly seq: number }>> {
    return this.http.send("POST", `/items/${encodeURIComponent(itemId)}/${name}`, argument);
  }

  /** Give a notice to each item of a sale that has not ended. */
  giveNotice(auctionId: string, noticeId: string, text: string): Promise<Answer<NoticeAnswer>> {
    const path = `/auctions/${encodeURIComponent(auctionId)}/notice`;
    return this.http.send("POST", path, { notice_id: noticeId, text });
  }
}

function clerkPath(auctionId: string, userId: string): string {
  return `/auctions/${encodeURIComponent(auctionId)}/clerks/${encodeURIComponent(userId)}`;
}
