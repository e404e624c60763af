/** The routes about webhooks and their deliveries. */

import type {
  Answer,
  Delivery,
  DeliveryList,
  DeliveryState,
  NewWebhookAnswer,
  Webhook,
  WebhookEvent,
  WebhookList,
  WebhookPatch,
} from "../messages/index.js";
import { queryOf, type HttpRequests } from "./requests.js";

export class WebhookRoutes {
  constructor(private readonly http: HttpRequests) {}

  /** Have events sent to a URL; only this answer has the secret. */
  add(url: string, events: readonly WebhookEvent[]): Promise<Answer<NewWebhookAnswer>> {
    return this.http.send("POST", "/webhooks", { url, events });
  }

  /** List the webhooks. */
  all(): Promise<Answer<WebhookList>> {
    return this.http.request("/webhooks");
  }

  change(webhookId: string, patch: WebhookPatch): Promise<Answer<Webhook>> {
    return this.http.send("PATCH", pathOf(webhookId), patch);
  }

  /** Delete a webhook with its deliveries. */
  remove(webhookId: string): Promise<Answer<object>> {
    return this.http.send("DELETE", pathOf(webhookId));
  }

  /** Have an event of the type `webhook.test` sent. */
  test(webhookId: string): Promise<Answer<Delivery>> {
    return this.http.send("POST", `${pathOf(webhookId)}/test`);
  }

  /** Read a page of deliveries, newest first. */
  deliveries(
    webhookId: string,
    page: { before?: number; limit?: number; state?: DeliveryState } = {},
  ): Promise<Answer<DeliveryList>> {
    return this.http.request(`${pathOf(webhookId)}/deliveries${queryOf(page)}`);
  }

  /** Have an event sent again, whether or not it was delivered. */
  sendAgain(webhookId: string, deliveryId: number): Promise<Answer<Delivery>> {
    return this.http.send("POST", `${pathOf(webhookId)}/deliveries/${deliveryId}/send`);
  }
}

function pathOf(webhookId: string): string {
  return `/webhooks/${encodeURIComponent(webhookId)}`;
}
