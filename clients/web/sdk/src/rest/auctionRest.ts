/** All HTTP routes: those of bidders, and those of the house. */

import { BidderRest } from "./bidderRest.js";
import { BidderRoutes } from "./bidders.js";
import { CatalogueRoutes } from "./catalogue.js";
import { EditingRoutes } from "./editing.js";
import type { TokenSource } from "./requests.js";
import { SaleroomRoutes } from "./saleroom.js";
import { SettlingRoutes } from "./settling.js";
import { WebhookRoutes } from "./webhooks.js";

export class AuctionRest extends BidderRest {
  override readonly bidders: BidderRoutes;
  override readonly catalogue: CatalogueRoutes;
  readonly settling: SettlingRoutes;
  readonly webhooks: WebhookRoutes;
  readonly editing: EditingRoutes;
  readonly saleroom: SaleroomRoutes;

  /** The arguments are those of `BidderRest`. */
  constructor(url: string = "", token?: TokenSource) {
    super(url, token);
    this.bidders = new BidderRoutes(this.http);
    this.catalogue = new CatalogueRoutes(this.http);
    this.settling = new SettlingRoutes(this.http);
    this.webhooks = new WebhookRoutes(this.http);
    this.editing = new EditingRoutes(this.http);
    this.saleroom = new SaleroomRoutes(this.http);
  }
}
