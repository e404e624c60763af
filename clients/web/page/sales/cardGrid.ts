/** A grid of cards. Only the cards near the screen tick, so that thousands of items cost nothing. */

import type { Item } from "auction-client";
import { h, type View } from "../../ui/dom";
import { itemCard, type ItemCard, type Reader } from "./itemCard";

const TICK_MS = 250;
const NEAR = "200px";

export class CardGrid implements View {
  readonly element: HTMLUListElement;
  private readonly cards = new Map<string, ItemCard>();
  private readonly near = new Set<Element>();
  private readonly seen: IntersectionObserver;
  private readonly timer: ReturnType<typeof setInterval>;
  private readonly unsubscribe: () => void;

  constructor(
    private readonly reader: Reader,
    name = "items",
  ) {
    this.element = h("ul", { class: "cards", "data-test": name });
    this.seen = new IntersectionObserver((entries) => this.noteSeen(entries), { rootMargin: NEAR });
    this.timer = setInterval(() => this.tick(), TICK_MS);
    this.unsubscribe = reader.onOwnChange(() => this.cards.forEach((card) => card.drawOwn()));
  }

  /** Show these items in this order. Cards that stay are not made anew. */
  show(items: readonly Item[]): void {
    const wanted = new Set(items.map((item) => item.item_id));
    for (const [itemId, card] of this.cards) if (!wanted.has(itemId)) this.remove(itemId, card);
    let at = this.element.firstElementChild;
    for (const item of items) {
      const card = this.cards.get(item.item_id) ?? this.add(item);
      card.update(item);
      if (card.element === at) at = at.nextElementSibling;
      else this.element.insertBefore(card.element, at);
    }
  }

  dispose(): void {
    this.seen.disconnect();
    clearInterval(this.timer);
    this.unsubscribe();
  }

  private add(item: Item): ItemCard {
    const card = itemCard(item, this.reader);
    this.cards.set(item.item_id, card);
    this.seen.observe(card.element);
    return card;
  }

  private remove(itemId: string, card: ItemCard): void {
    card.element.remove();
    this.seen.unobserve(card.element);
    this.near.delete(card.element);
    this.cards.delete(itemId);
  }

  private noteSeen(entries: readonly IntersectionObserverEntry[]): void {
    for (const { target, isIntersecting } of entries) {
      if (isIntersecting) this.near.add(target);
      else this.near.delete(target);
    }
    this.tick();
  }

  private tick(): void {
    if (document.hidden) return;
    for (const card of this.cards.values()) if (this.near.has(card.element)) card.tick();
  }
}
