/** Webhooks and their deliveries. */

import { plurals } from "../../../ui/texts/plurals";

const count = plurals("en");

export const webhooks = {
  title: "Webhooks",
  hint: "Events go to a service of yours as signed POST requests. An auctioneer’s webhooks get the events of their own sales.",
  url: "Address",
  events: "Events",
  add: "Add",
  none: "No webhook yet.",
  secret: "The secret, which is shown only now. Keep it where the receiver checks signatures:",
  copy: "Copy",
  copied: "Copied",
  enabled: "Enabled",
  disabled: "Disabled",
  enable: "Enable",
  disable: "Disable",
  test: "Send a test",
  remove: "Delete",
  removeAsk: "Delete it with its deliveries?",
  failures: (failures: number) => count(failures, { one: "# failure", other: "# failures in a row" }),
  deliveries: "Deliveries",
  states: { all: "All", pending: "Pending", delivered: "Delivered", dead: "Dead" },
  columns: { type: "Event", state: "State", attempts: "Attempts", last: "Last answer", created: "Made", acts: "" },
  noDeliveries: "No delivery yet.",
  sendAgain: "Send again",
  body: "Body",
  nextAt: (when: string) => `next at ${when}`,
  tested: "A test is on its way.",
  sentAgain: "It is sent again.",
};
