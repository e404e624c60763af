/** The buttons of the acts on a lot, with their keys. All of them are always there, so that none moves. */

import type { Item } from "auction-client";
import { h } from "../../ui/dom";
import { actButton, type ActButton } from "../controls/actButton";
import type { Shortcut } from "../controls/shortcuts";
import type { SaleDesk } from "../desk";
import { ACTS, type Act } from "./acts";
import type { Commands } from "./commands";
import type { LotDesk } from "./lotDesk";

export interface ActPanel {
  readonly element: HTMLElement;
  readonly shortcuts: readonly Shortcut[];
  update(item: Item): void;
  /** Take every question back. */
  unask(): void;
}

/** The first acts are large, beside the button to the next lot. */
const LARGE = 3;

export function actPanel(desk: SaleDesk, lot: LotDesk, commands: Commands, next: HTMLElement): ActPanel {
  // What a question was about; the answer to it is given about the same state of the lot.
  let askedAbout: Item | null = null;
  const shown = ACTS.filter((act) => desk.ownsSale || !act.ownerOnly);
  const buttons = shown.map((act): [Act, ActButton] => [act, buttonOf(act)]);
  const [first, others] = [buttons.slice(0, LARGE), buttons.slice(LARGE)];
  const large = h("div", { class: "acts large" }, ...first.map(([, each]) => each.element), next);
  const small = h("div", { class: "acts small" }, ...others.map(([, each]) => each.element));
  const element = h("div", { "data-test": "acts" }, large, small);

  function buttonOf(act: Act): ActButton {
    const question = act.question;
    const made = actButton({
      ...(act.key === undefined ? {} : { key: act.key }),
      test: `act-${act.name}`,
      look: act.look ?? "outline",
      question: () => (question === undefined || lot.shown === null ? null : question(lot.shown)),
      asked: () => {
        unask(made);
        askedAbout = lot.shown;
      },
      act: () => {
        const seen = question === undefined ? lot.shown : askedAbout;
        unask(made);
        if (seen !== null) void commands.run(act.name, seen);
      },
    });
    return made;
  }
  const unask = (but?: ActButton) => {
    for (const [, each] of buttons) if (each !== but) each.unask();
  };

  return {
    element,
    shortcuts: buttons.flatMap(([act, each]) => (act.key === undefined ? [] : [{ key: act.key, press: each.press }])),
    unask,
    update(item) {
      // The price or the leader that a question names is no longer true.
      if (askedAbout !== null && isOther(askedAbout, item)) {
        unask();
        askedAbout = null;
      }
      for (const [act, each] of buttons) {
        const possible = act.possible(item) && (act.name !== "undo" || commands.canUndo(item));
        each.update({ label: act.label(item), enabled: possible && !lot.isBusy });
      }
    },
  };
}

function isOther(before: Item, now: Item): boolean {
  return before.item_id !== now.item_id || before.price !== now.price || before.leader !== now.leader || before.status !== now.status;
}
