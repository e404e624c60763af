/** The parts of an item's page that are there for looking, beside the stage where bids are made. */

import type { AuctionClient, BidderRest, Item, ItemView } from "auction-client";
import { h, setText } from "../../ui/dom";
import { texts } from "../../ui/texts";
import { star } from "../mine/watchlist";
import { estimateText } from "../sales/cardTexts";
import type { Reader } from "../sales/itemCard";
import { latePart } from "../late";
import { gallery } from "./gallery";
import { wayAround } from "./wayAround";

export interface Looking {
  /** The breadcrumb and the neighbours, above the columns. */
  readonly way: HTMLElement;
  /** The lot number, the format and the estimate, above the title. */
  readonly line: HTMLElement;
  /** The star of the watchlist. */
  readonly star: HTMLElement;
  readonly pictures: HTMLElement;
  readonly description: HTMLElement;
  readonly course: HTMLElement;
  update(view: ItemView): void;
  dispose(): void;
}

export function looking(client: AuctionClient, rest: BidderRest, reader: Reader, itemId: string): Looking {
  const way = wayAround(client, rest);
  const line = h("p", { class: "lot-line quiet", "data-test": "lot-line" });
  const watch = star(reader.watched, itemId);
  const course = latePart<ItemView>("course-place", async () => (await import("./course")).course());
  const shown = { pictures: gallery(), course, about: about() };
  let title = "";
  const unsubscribe = reader.watched.subscribe(() => watch.draw(title));
  return {
    way: way.element,
    line,
    star: watch.element,
    pictures: shown.pictures.element,
    description: shown.about.element,
    course: shown.course.element,
    update(view) {
      const { item } = view;
      title = item.title;
      way.update(item);
      setText(line, lineText(item));
      watch.draw(title);
      shown.pictures.update(item);
      shown.about.update(item);
      shown.course.update(view, view.bids.length > 1);
    },
    dispose() {
      way.dispose();
      unsubscribe();
    },
  };
}

function lineText(item: Item): string {
  const words = texts().following;
  const lot = item.lot === null ? "" : words.lot(item.lot);
  return [lot, words.formats[item.format] ?? "", estimateText(item)].filter(Boolean).join(" · ");
}

/** The description and the condition, each with its heading. */
function about() {
  const words = texts().looking;
  const parts = [
    { field: "description", heading: words.description },
    { field: "condition", heading: words.condition },
  ] as const;
  const texted = parts.map(({ field, heading }) => {
    const text = h("p", { dir: "auto", class: "description" });
    return { field, text, block: h("div", { hidden: true, "data-test": field }, h("h2", {}, heading), text) };
  });
  const element = h("section", { class: "card about", "aria-label": words.description }, ...texted.map((each) => each.block));
  return {
    element,
    update(item: Item) {
      for (const { field, text, block } of texted) {
        setText(text, item[field] ?? "");
        block.hidden = text.textContent === "";
      }
      element.hidden = texted.every(({ block }) => block.hidden);
    },
  };
}
