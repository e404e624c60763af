/** The acts on all lots of a sale: pause or resume them, and move their ends. */

import type { ActAnswer, Answer } from "auction-client";
import { h } from "../../ui/dom";
import { actButton } from "../controls/actButton";
import type { AnswerLine } from "../controls/answerLine";
import { newId } from "../controls/parts";
import type { Shortcut } from "../controls/shortcuts";
import type { SaleDesk } from "../desk";
import { texts } from "../texts";

const EXTENSION_MS = 60_000;

export interface SaleActs {
  readonly element: HTMLElement;
  readonly shortcuts: readonly Shortcut[];
  update(): void;
}

export function saleActs(desk: SaleDesk, answer: AnswerLine): SaleActs {
  const t = texts().running;
  const { client, sale } = desk;
  let busy = false;

  const carryOut = async (act: (actId: string) => Promise<Answer<ActAnswer>>) => {
    if (busy) return;
    busy = true;
    answer.wait(texts().common.sending);
    const result = await act(newId());
    busy = false;
    if (result.ok) {
      const { changed, failed } = result.items;
      answer.good(failed === 0 ? t.done.sale(changed) : t.done.saleGoesOn(changed, failed));
    } else answer.refused(result.error, sale.currency);
    await sale.refresh();
  };
  const isPaused = () => sale.auction?.paused ?? false;
  const pause = actButton({
    key: "Z",
    test: "pause-sale",
    question: () => (isPaused() ? null : t.questions.pauseAll),
    act: () => void carryOut((id) => client.actOnSale(sale.auctionId, isPaused() ? "resume" : "pause", id)),
  });
  const extend = actButton({
    key: "Y",
    test: "extend-sale",
    act: () => void carryOut((id) => client.extendSale(sale.auctionId, EXTENSION_MS, id)),
  });
  const paused = h("p", { class: "paused-sale", "data-test": "sale-paused", hidden: true }, t.lots.paused);
  const acts = h("div", { class: "sale-acts", hidden: !desk.ownsSale }, pause.element, extend.element);
  const element = h("div", {}, paused, acts);
  return {
    element,
    shortcuts: desk.ownsSale
      ? [
          { key: "Z", press: pause.press },
          { key: "Y", press: extend.press },
        ]
      : [],
    update() {
      paused.hidden = !isPaused();
      pause.update({ label: isPaused() ? t.acts.resumeAll : t.acts.pauseAll, enabled: sale.items.length > 0 });
      extend.update({ label: t.acts.extendAll, enabled: sale.items.length > 0 });
    },
  };
}
