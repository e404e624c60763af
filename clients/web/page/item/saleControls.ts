/** The auctioneer's buttons for one item. The two that can't be undone ask for confirmation. */

import type { Answer, AuctionClient, Command, CommandAnswer, Item, Status } from "auction-client";
import { formatMoved } from "../../ui/countdown";
import { button, h, setText } from "../../ui/dom";
import { refusalText } from "../../ui/refusals";
import { hasEnded, takesBids } from "../../ui/statuses";
import { texts, type Texts } from "../../ui/texts";

const CONFIRM_MS = 4_000;

type Words = Texts["item"]["controls"];

interface Move {
  readonly command: Command;
  readonly label: keyof Words;
  readonly confirm?: keyof Words;
  readonly possible: (status: Status) => boolean;
}

const MOVES: readonly Move[] = [
  { command: "open", label: "open", possible: (status) => status === "scheduled" },
  { command: "pause", label: "pause", possible: takesBids },
  { command: "resume", label: "resume", possible: (status) => status === "paused" },
  { command: "warn", label: "warn", possible: (status) => status === "open" },
  { command: "close", label: "close", confirm: "closeNow", possible: takesBids },
  { command: "cancel", label: "withdraw", confirm: "withdrawIt", possible: (status) => !hasEnded(status) },
];

const EXTENSIONS = [
  { ms: 30_000, test: "extend-30" },
  { ms: 60_000, test: "extend-60" },
] as const;

export interface SaleControls {
  readonly element: HTMLElement;
  update(item: Item): void;
}

export function saleControls(client: AuctionClient, itemId: string): SaleControls {
  const words = texts().item.controls;
  const answer = h("p", { class: "answer", role: "status", "data-test": "command-answer" });
  const buttons = h("div", { class: "controls" });
  const title = h("h2", { id: "controls-title" }, words.title);
  const element = h(
    "section",
    { class: "card controls-card", "aria-labelledby": "controls-title", "data-test": "controls" },
    title,
    buttons,
    answer,
  );
  let item: Item | null = null;

  const showAnswer = async (pending: Promise<Answer<CommandAnswer>>) => {
    setText(answer, "");
    const result = await pending;
    answer.dataset.mood = result.ok ? "good" : "bad";
    setText(answer, result.ok ? words.done : refusalText(result.error, item?.currency ?? "EUR"));
  };
  const moves = MOVES.map((move) => {
    const press = () => void showAnswer(client.command(itemId, move.command));
    const attributes = { class: "outline", "data-test": move.command };
    const element = move.confirm
      ? confirmedButton(words[move.label], words[move.confirm], attributes, press)
      : button(words[move.label], attributes, press);
    return { ...move, element };
  });
  const extensions = EXTENSIONS.map(({ ms, test }) =>
    button(formatMoved(ms), { class: "outline", "data-test": test }, () => {
      const from = Math.max(item?.ends_at ?? 0, Math.ceil(client.serverNow()));
      void showAnswer(client.extend(itemId, from + ms));
    }),
  );
  buttons.append(...moves.map((move) => move.element), ...extensions);

  return {
    element,
    update(next) {
      item = next;
      for (const move of moves) move.element.disabled = !move.possible(next.status);
      for (const extension of extensions) extension.disabled = hasEnded(next.status);
    },
  };
}

/** A button that acts on a second press within a few seconds of the first. */
function confirmedButton(
  label: string,
  question: string,
  attributes: Record<string, string>,
  act: () => void,
): HTMLButtonElement {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const reset = () => {
    clearTimeout(timer);
    timer = undefined;
    element.classList.remove("danger");
    setText(element, label);
  };
  const element = button(label, attributes, () => {
    if (timer !== undefined) {
      reset();
      return act();
    }
    element.classList.add("danger");
    setText(element, question);
    timer = setTimeout(reset, CONFIRM_MS);
  });
  return element;
}
