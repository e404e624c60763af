/** What is sold: its picture and its description. */

import type { Item } from "auction-client";
import { h, setText } from "../../ui/dom";
import { texts } from "../../ui/texts";
import { titleText } from "../../ui/text";
import { fillFrame, imagesOf } from "../looking/images";

export interface About {
  /** The picture, which stands first on the page. */
  readonly pictures: HTMLElement;
  /** The description. */
  readonly element: HTMLElement;
  update(item: Item): void;
}

export function about(): About {
  const text = h("p", { dir: "auto", class: "description" });
  const pictures = h("div", { class: "frame picture", hidden: true });
  const element = h("section", { class: "card about", "aria-label": texts().item.description }, text);
  return {
    pictures,
    element,
    update(item) {
      setText(text, item.description);
      pictures.hidden = imagesOf(item).length === 0;
      fillFrame(pictures, imagesOf(item)[0], titleText(item.title), false);
      element.hidden = item.description === "";
    },
  };
}
