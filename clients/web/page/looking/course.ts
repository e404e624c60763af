/** The course of the price: each bid that stands is a step up, drawn over the time. */

import type { Bid, ItemView } from "auction-client";
import { h, setText } from "../../ui/dom";
import { traitsOf } from "../../ui/formats";
import { formatMoney } from "../../ui/money";
import { texts } from "../../ui/texts";
import { timeText } from "../../ui/texts/locale";

const WIDTH = 600;
const HEIGHT = 120;
/** The width of the last step, so that the present price is seen as a step. */
const LAST_STEP = 36;
const SVG = "http://www.w3.org/2000/svg";

export interface Course {
  readonly element: HTMLElement;
  update(view: ItemView): void;
}

export function course(): Course {
  const [line, area] = [svg("path", { class: "line" }), svg("path", { class: "area" })];
  const chart = svg("svg", { viewBox: `0 0 ${WIDTH} ${HEIGHT}`, preserveAspectRatio: "none", role: "img" });
  chart.append(area, line);
  const [begin, end] = [h("span"), h("span")];
  const legend = h("p", { class: "course-legend quiet" }, begin, end);
  const title = h("h2", {}, texts().looking.course);
  const element = h("section", { class: "card course", hidden: true, "data-test": "course" }, title, chart, legend);
  let drawn: readonly Bid[] | null = null;
  return {
    element,
    update({ item, bids }) {
      if (bids === drawn) return;
      drawn = bids;
      const steps = stepsOf(bids);
      const [first, last] = [steps[0], steps.at(-1)];
      element.hidden = steps.length < 2 || !traitsOf(item).maximum;
      if (element.hidden || first === undefined || last === undefined) return;
      const path = pathOf(steps);
      line.setAttribute("d", path);
      area.setAttribute("d", `${path} V${HEIGHT} H0 Z`);
      const [from, to] = [first, last].map(({ amount }) => formatMoney(amount, item.currency)) as [string, string];
      chart.setAttribute("aria-label", texts().looking.courseName(steps.length, from, to));
      setText(begin, `${timeText(new Date(first.at))} · ${from}`);
      setText(end, `${timeText(new Date(last.at))} · ${to}`);
    },
  };
}

/** The bids that stand, without those that do not raise the price. */
export function stepsOf(bids: readonly Bid[]): readonly Bid[] {
  const steps: Bid[] = [];
  for (const bid of bids) if (!bid.retracted && bid.amount > (steps.at(-1)?.amount ?? 0)) steps.push(bid);
  return steps;
}

/** The path of the steps: to the right with the time, and up with the price. */
export function pathOf(steps: readonly Pick<Bid, "at" | "amount">[]): string {
  const [first, last] = [steps[0], steps.at(-1)];
  if (first === undefined || last === undefined) return "";
  const x = scale(first.at, last.at, 0, WIDTH - LAST_STEP);
  const y = scale(first.amount, last.amount, HEIGHT - 4, 4);
  const rest = steps.slice(1).map(({ at, amount }) => `H${x(at)} V${y(amount)}`);
  return [`M0 ${y(first.amount)}`, ...rest, `H${WIDTH}`].join(" ");
}

function scale(from: number, to: number, low: number, high: number): (value: number) => number {
  const range = Math.max(1, to - from);
  return (value) => Math.round((low + ((value - from) / range) * (high - low)) * 10) / 10;
}

function svg(tag: string, attributes: Readonly<Record<string, string>>): SVGElement {
  const element = document.createElementNS(SVG, tag);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  return element;
}
