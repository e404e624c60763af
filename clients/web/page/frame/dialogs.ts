/** The dialogs, a file of their own in the built page, with the texts that only they need. */

import type { AuctionClient, BidderRest } from "auction-client";
import { loadAccountTexts } from "../../ui/texts/account";
import type { Dialog } from "../late";
import type { OwnItems } from "../mine/ownItems";
import * as account from "./accountDialog";
import * as join from "./joinDialog";
import type { Session } from "./session";

export async function joinDialog(client: AuctionClient, rest: BidderRest, session: Session): Promise<Dialog> {
  await loadAccountTexts();
  return join.joinDialog(client, rest, session);
}

export async function accountDialog(client: AuctionClient, own: OwnItems, session: Session): Promise<Dialog> {
  await loadAccountTexts();
  return account.accountDialog(client, own, session);
}
