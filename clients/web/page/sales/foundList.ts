/** A list of found items: its heading, its cards, and the button for more. */

import type { Item, Refusal, SaleItem } from "auction-client";
import { h, type View } from "../../ui/dom";
import { hasEnded } from "../../ui/statuses";
import { texts } from "../../ui/texts";
import { CardGrid } from "./cardGrid";
import type { Found } from "./found";
import type { Reader } from "./itemCard";
import { moreButton } from "./moreButton";

export class FoundList implements View {
  readonly element: HTMLElement;
  private readonly grid: CardGrid;
  private readonly foot = moreButton(() => this.more());
  private readonly loading = h("p", { class: "quiet" }, texts().following.loading);
  private problem = "";

  constructor(
    private readonly found: Found,
    heading: string,
    private readonly nothing: string,
    reader: Reader,
    name: string,
  ) {
    this.grid = new CardGrid(reader, name);
    const head = h("div", { class: "list-head" }, h("h2", {}, heading));
    this.element = h("section", { class: "list", "data-test": `list-${name}` }, head, this.loading);
    this.element.append(this.grid.element, this.foot.element);
    this.draw();
  }

  /** Read the next page, or the first one. */
  async more(): Promise<void> {
    this.note(await this.found.more());
  }

  /** Read the first page again. */
  async refresh(): Promise<void> {
    this.note(await this.found.refresh());
  }

  follow(states: ReadonlyMap<string, SaleItem>): void {
    if (this.found.follow(states)) this.draw();
  }

  take(items: readonly Item[]): void {
    this.found.take(items);
    this.draw();
  }

  /** How many of the items have ended since they were found. */
  get ended(): number {
    return this.found.items.filter((item) => hasEnded(item.status)).length;
  }

  get isComplete(): boolean {
    return this.found.isRead && !this.found.hasMore;
  }

  get size(): number {
    return this.found.items.length;
  }

  dispose(): void {
    this.grid.dispose();
  }

  private note(refusal: Refusal | null): void {
    this.problem = refusal === null || refusal.code === "invalid" ? "" : texts().following.unavailable;
    this.draw();
  }

  private draw(): void {
    const { items, isRead, hasMore } = this.found;
    this.grid.show(items);
    const note = isRead && items.length === 0 ? this.nothing : "";
    this.foot.draw(hasMore, this.problem || note);
    // Each text has a place of its own: one that moved to the end of the list would be a shift.
    this.loading.hidden = isRead || this.problem !== "";
    this.foot.element.hidden = !isRead && this.problem === "";
    this.element.dataset.empty = String(isRead && items.length === 0);
  }
}
