/** The breadcrumb: the way from the list of sales to the page. */

import { h, setText, type View } from "../../ui/dom";
import { titleText } from "../../ui/text";
import { texts } from "../../ui/texts";

export interface Crumbs extends Pick<View, "element"> {
  /** Name the sale that the page belongs to, and the page's own place in it. */
  name(auctionId: string, title: string, place: string): void;
}

/** The breadcrumb of a page; it keeps its height before the names are known. */
export function crumbs(): Crumbs {
  const words = texts().looking;
  const sale = h("a", { dir: "auto" });
  const place = h("span", { "aria-current": "page", dir: "auto" });
  const steps = h("ol", {}, h("li", {}, h("a", { href: "#/" }, words.sales)));
  const element = h("nav", { class: "crumbs", "aria-label": words.breadcrumb, "data-test": "crumbs" }, steps);
  return {
    element,
    name(auctionId, title, own) {
      sale.href = `#/auction/${encodeURIComponent(auctionId)}`;
      setText(sale, titleText(title));
      setText(place, own);
      if (steps.childElementCount === 1) steps.append(h("li", {}, sale), h("li", {}, place));
    },
  };
}
