/** The auctioneer's buttons for one item. The two that can't be undone ask for confirmation. */

import type { Answer, AuctionClient, Command, CommandAnswer, Item, Status } from "auction-client";
import { button, h, setText } from "../../ui/dom";
import { refusalText } from "../../ui/refusals";
import { hasEnded, takesBids } from "../../ui/statuses";

const CONFIRM_MS = 4_000;

interface Move {
  readonly command: Command;
  readonly label: string;
  readonly confirm?: string;
  readonly possible: (status: Status) => boolean;
}

const MOVES: readonly Move[] = [
  { command: "open", label: "Open", possible: (status) => status === "scheduled" },
  { command: "pause", label: "Pause", possible: takesBids },
  { command: "resume", label: "Resume", possible: (status) => status === "paused" },
  { command: "warn", label: "Fair warning", possible: (status) => status === "open" },
  { command: "close", label: "Close", confirm: "Close now?", possible: takesBids },
  { command: "cancel", label: "Withdraw", confirm: "Withdraw it?", possible: (status) => !hasEnded(status) },
];

const EXTENSIONS = [
  { label: "+30 s", ms: 30_000, test: "extend-30" },
  { label: "+1 min", ms: 60_000, test: "extend-60" },
] as const;

export interface SaleControls {
  readonly element: HTMLElement;
  update(item: Item): void;
}

export function saleControls(client: AuctionClient, itemId: string): SaleControls {
  const answer = h("p", { class: "answer", role: "status", "data-test": "command-answer" });
  const buttons = h("div", { class: "controls" });
  const title = h("h2", { id: "controls-title" }, "Run the sale");
  const element = h(
    "section",
    { class: "card", "aria-labelledby": "controls-title", "data-test": "controls" },
    title,
    buttons,
    answer,
  );
  let item: Item | null = null;

  const showAnswer = async (pending: Promise<Answer<CommandAnswer>>) => {
    setText(answer, "");
    const result = await pending;
    answer.dataset.mood = result.ok ? "good" : "bad";
    setText(answer, result.ok ? "Done." : refusalText(result.error, item?.currency ?? "EUR"));
  };
  const moves = MOVES.map((move) => {
    const press = () => void showAnswer(client.command(itemId, move.command));
    const attributes = { class: "outline", "data-test": move.command };
    const element = move.confirm
      ? confirmedButton(move.label, move.confirm, attributes, press)
      : button(move.label, attributes, press);
    return { ...move, element };
  });
  const extensions = EXTENSIONS.map(({ label, ms, test }) =>
    button(label, { class: "outline", "data-test": test }, () => {
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
