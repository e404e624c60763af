/** The deliveries of a webhook, the latest first, by state, each of which can be sent again. */

import type { Delivery, DeliveryState } from "auction-client";
import { button, h, type View } from "../../ui/dom";
import { numberText } from "../../ui/texts/locale";
import { answerLine } from "../controls/answerLine";
import { momentText, table } from "../controls/parts";
import type { Desk } from "../desk";
import { texts } from "../texts";

const REREAD_MS = 2_000;
const FILTERS = ["all", "pending", "delivered", "dead"] as const;

export interface Deliveries extends View {
  readonly webhookId: string;
  read(): Promise<void>;
}

export function deliveries(desk: Desk, webhookId: string): Deliveries {
  const t = texts().webhooks;
  const { webhooks } = desk.rest;
  const made = table("deliveries", Object.values(t.columns));
  const none = h("p", { class: "quiet" }, t.noDeliveries);
  const answer = answerLine("deliveries-answer");
  const more = button(texts().common.more, { class: "outline", hidden: true }, () => void readFurther());
  const filters = FILTERS.map((each) =>
    button(t.states[each], { class: "chip", "data-test": `deliveries-${each}` }, () => {
      filter = each;
      void read();
    }),
  );
  const element = h("section", { class: "panel" }, h("h2", {}, t.deliveries), h("div", { class: "chips" }, ...filters), answer.element, none, made.element, more);
  let filter: "all" | DeliveryState = "all";
  let shown: Delivery[] = [];
  let before: number | null = null;
  let isOpen = false;
  let drawn = "";
  let isOver = false;

  const page = (from: number | null) => {
    const state = filter === "all" ? {} : { state: filter };
    return webhooks.deliveries(webhookId, { limit: 30, ...state, ...(from === null ? {} : { before: from }) });
  };
  const read = async () => {
    const found = await page(null);
    if (isOver) return;
    if (!found.ok) return answer.refused(found.error);
    shown = [...found.deliveries];
    before = found.next_before;
    draw();
  };
  const readFurther = async () => {
    const found = await page(before);
    if (!found.ok) return answer.refused(found.error);
    shown = [...shown, ...found.deliveries];
    before = found.next_before;
    isOpen = true;
    draw();
  };
  const draw = () => {
    // A button that has the focus keeps it while nothing changes.
    const key = JSON.stringify([filter, before, shown]);
    if (key === drawn) return;
    drawn = key;
    filters.forEach((each, at) => each.setAttribute("aria-pressed", String(FILTERS[at] === filter)));
    none.hidden = shown.length > 0;
    made.element.hidden = shown.length === 0;
    more.hidden = before === null;
    made.body.replaceChildren(...shown.map(rowOf));
  };
  const rowOf = (delivery: Delivery) => {
    const state = h("span", { class: "badge", "data-delivery": delivery.state }, t.states[delivery.state]);
    const last = [delivery.last_status === null ? "" : String(delivery.last_status), delivery.last_error ?? ""];
    const next = delivery.next_at === null || delivery.state !== "pending" ? "" : t.nextAt(momentText(delivery.next_at));
    const again = button(t.sendAgain, { class: "link", "data-test": "send-again" }, () => void sendAgain(delivery));
    const body = h("details", {}, h("summary", {}, t.body), h("pre", {}, pretty(delivery.body)));
    // Reading again would close a body that is being read.
    body.addEventListener("toggle", () => (isOpen = body.open));
    const cells = [delivery.type, state, numberText(delivery.attempts), [...last, next].filter(Boolean).join(" · "), momentText(delivery.created_at)];
    return h("tr", { "data-test": "delivery" }, ...cells.map((cell) => h("td", {}, cell)), h("td", {}, again, body));
  };
  const sendAgain = async (delivery: Delivery) => {
    const result = await webhooks.sendAgain(webhookId, delivery.delivery_id);
    if (!result.ok) return answer.refused(result.error);
    answer.good(t.sentAgain);
    await read();
  };
  const timer = setInterval(() => {
    if (!document.hidden && !isOpen) void read();
  }, REREAD_MS);
  void read();
  return {
    webhookId,
    element,
    read,
    dispose() {
      isOver = true;
      clearInterval(timer);
    },
  };
}

function pretty(body: string): string {
  try {
    return JSON.stringify(JSON.parse(body), null, 2);
  } catch {
    return body;
  }
}
