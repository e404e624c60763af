/** The routes about the bidders of a sale. */

import type { Admission, Admit, Answer, Page, SaleBidder, SaleBidders, Standing } from "../messages/index.js";
import { queryOf, type HttpRequests } from "./requests.js";

/** The routes of a bidder's own admission to a sale. */
export class AdmissionRoutes {
  constructor(protected readonly http: HttpRequests) {}

  /** Ask to be admitted to a sale, and accept its terms by their version. */
  askAdmission(auctionId: string, note = "", termsVersion: string | null = null): Promise<Answer<Admission>> {
    return this.http.send("POST", admission(auctionId), { note, terms_version: termsVersion });
  }

  /** Read where the user of the token stands in a sale. */
  admission(auctionId: string): Promise<Answer<Admission>> {
    return this.http.request(admission(auctionId));
  }
}

export class BidderRoutes extends AdmissionRoutes {
  /** Read a page of a sale's bidders, all or those of a state. */
  page(auctionId: string, page: Page & { readonly state?: Standing } = {}): Promise<Answer<SaleBidders>> {
    return this.http.request(`/auctions/${encodeURIComponent(auctionId)}/bidders${queryOf({ ...page })}`);
  }

  /** Approve a bidder, up to a limit, or refuse them. */
  admit(
    auctionId: string,
    userId: string,
    decision: Admit = {},
  ): Promise<Answer<SaleBidder>> {
    return this.http.send("PUT", bidder(auctionId, userId), decision);
  }

  /** Block a user from a sale, and void their bids if wanted; `unknown` asks for the same call again. */
  block(auctionId: string, userId: string, reason = "", voidBids = false): Promise<Answer<SaleBidder>> {
    return this.http.send("POST", `${bidder(auctionId, userId)}/block`, { reason, void_bids: voidBids });
  }

  /** Lift the block of a user. */
  unblock(auctionId: string, userId: string): Promise<Answer<SaleBidder>> {
    return this.http.send("POST", `${bidder(auctionId, userId)}/unblock`);
  }
}

function admission(auctionId: string): string {
  return `/auctions/${encodeURIComponent(auctionId)}/admission`;
}

function bidder(auctionId: string, userId: string): string {
  return `/auctions/${encodeURIComponent(auctionId)}/bidders/${encodeURIComponent(userId)}`;
}
