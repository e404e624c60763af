/** Webhooks: adding them, trying them, and their deliveries. */

import type { Answer, Webhook, WebhookEvent } from "auction-client";
import { button, h, type View } from "../../ui/dom";
import { actButton } from "../controls/actButton";
import { answerLine } from "../controls/answerLine";
import type { Desk } from "../desk";
import { texts } from "../texts";
import { deliveries, type Deliveries } from "./deliveries";

export const EVENTS: readonly WebhookEvent[] = [
  "item.sold",
  "item.unsold",
  "item.awarded",
  "item.reopened",
  "bid.voided",
  "bidder.admitted",
  "bidder.outbid",
];

export function webhooksPage(desk: Desk): View {
  const t = texts().webhooks;
  const { webhooks } = desk.rest;
  const answer = answerLine("webhooks-answer");
  const list = h("ul", { class: "rows hooks", "data-test": "webhooks" });
  const secret = h("div", { class: "secret", hidden: true, "data-test": "secret" });
  const place = h("div", {});
  const add = newWebhook(async (url, events) => {
    const result = await webhooks.add(url, events);
    if (!result.ok) {
      answer.refused(result.error);
      return false;
    }
    answer.good(texts().common.saved);
    showSecret(secret, result.secret ?? "");
    await read();
    return true;
  });
  const element = h("div", { class: "page narrow" }, h("h1", {}, t.title), h("p", { class: "quiet" }, t.hint), add, answer.element, secret, list, place);
  let shown: Deliveries | null = null;
  let isOver = false;

  const read = async () => {
    const found = await webhooks.all();
    if (isOver) return;
    if (!found.ok) return answer.refused(found.error);
    list.replaceChildren(...(found.webhooks.length > 0 ? found.webhooks.map(lineOf) : [h("li", { class: "quiet" }, t.none)]));
  };
  const lineOf = (hook: Webhook) => {
    const state = h("span", { class: "badge", "data-enabled": String(hook.enabled) }, hook.enabled ? t.enabled : t.disabled);
    const failures = hook.failures > 0 ? t.failures(hook.failures) : "";
    const facts = h("p", { class: "quiet" }, [hook.events.join(", "), failures, hook.reason ?? ""].filter(Boolean).join(" · "));
    const id = hook.webhook_id;
    const toggle = () => void carryOut(() => webhooks.change(id, { enabled: !hook.enabled }), texts().common.done);
    const remove = actButton({ test: "delete-webhook", look: "danger", question: () => t.removeAsk, act: () => void carryOut(() => webhooks.remove(id), texts().common.done) });
    remove.update({ label: t.remove, enabled: true });
    const acts = h(
      "div",
      { class: "line" },
      button(t.deliveries, { class: "outline", "data-test": "show-deliveries" }, () => showDeliveries(id)),
      button(t.test, { class: "outline", "data-test": "test-webhook" }, () => void test(id)),
      button(hook.enabled ? t.disable : t.enable, { class: "outline", "data-test": "toggle-webhook" }, toggle),
      remove.element,
    );
    return h("li", { "data-test": "webhook" }, h("p", {}, h("bdi", { class: "url" }, hook.url), " ", state), facts, acts);
  };
  const showDeliveries = (webhookId: string) => {
    shown?.dispose();
    shown = deliveries(desk, webhookId);
    place.replaceChildren(shown.element);
  };
  const test = async (id: string) => {
    await carryOut(() => webhooks.test(id), t.tested);
    if (shown?.webhookId !== id) showDeliveries(id);
    else void shown.read();
  };
  const carryOut = async (act: () => Promise<Answer<object>>, words: string) => {
    const result = await act();
    if (!result.ok) return answer.refused(result.error);
    answer.good(words);
    await read();
  };
  void read();
  return {
    element,
    dispose() {
      isOver = true;
      shown?.dispose();
    },
  };
}

function newWebhook(add: (url: string, events: readonly WebhookEvent[]) => Promise<boolean>): HTMLElement {
  const t = texts().webhooks;
  const url = h("input", { type: "url", dir: "ltr", placeholder: "https://", "aria-label": t.url, maxlength: "2000", "data-test": "webhook-url" });
  const boxes = EVENTS.map((event) => {
    const box = h("input", { type: "checkbox", id: `event-${event}`, checked: event.startsWith("item.") });
    return { event, box, element: h("span", { class: "check" }, box, h("label", { for: box.id }, event)) };
  });
  const submit = h("button", { type: "submit", class: "primary", "data-test": "add-webhook" }, t.add);
  const events = h("div", { class: "checks", role: "group", "aria-label": t.events }, ...boxes.map(({ element }) => element));
  const form = h("form", { class: "panel" }, h("div", { class: "line" }, url, submit), events);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const chosen = boxes.filter(({ box }) => box.checked).map((each) => each.event);
    void add(url.value.trim(), chosen).then((added) => added && (url.value = ""));
  });
  return form;
}

function showSecret(place: HTMLElement, secret: string): void {
  const t = texts().webhooks;
  const copy = button(t.copy, { class: "outline" }, () => {
    void navigator.clipboard?.writeText(secret).then(() => (copy.textContent = t.copied));
  });
  place.hidden = false;
  place.replaceChildren(h("p", {}, t.secret), h("div", { class: "line" }, h("code", {}, secret), copy));
}
