/** The dialog in which a reader becomes a bidder: with a name where registration is open, else with a token. */

import type { AuctionClient, AuctionRest, Refusal } from "auction-client";
import { button, h, setText } from "../../ui/dom";
import { refusalText } from "../../ui/refusals";
import { keepToken } from "../../ui/session";

export interface JoinDialog {
  readonly element: HTMLDialogElement;
  open(): void;
}

interface Entry {
  readonly id: string;
  readonly label: string;
  readonly action: string;
  readonly autocomplete: string;
  readonly maxlength: string;
}

const NAME: Entry = { id: "name", label: "Your name", action: "Join", autocomplete: "nickname", maxlength: "40" };
const TOKEN: Entry = { id: "token", label: "Token", action: "Sign in", autocomplete: "off", maxlength: "4096" };

export function joinDialog(client: AuctionClient, rest: AuctionRest): JoinDialog {
  const problem = h("p", { class: "answer", role: "alert", "data-mood": "bad", "data-test": "join-problem" });

  const signIn = async (token: string) => {
    const answer = await client.authenticate(token);
    if (!answer.ok) return showProblem(answer.error);
    keepToken(token);
    dialog.close();
  };
  const register = async (name: string) => {
    const answer = await rest.register(name);
    if (answer.ok) return signIn(answer.token);
    if (answer.error.status !== 403 && answer.error.status !== 404) return showProblem(answer.error);
    choose(byToken);
    setText(problem, "Registration is closed here. Paste the token that the organiser gave you.");
  };
  const showProblem = (refusal: Refusal) => {
    const known = refusal.code === "unauthenticated" ? "The token is not valid here." : refusalText(refusal, "EUR");
    setText(problem, known);
  };

  const byName = entryForm(NAME, register);
  const byToken = entryForm(TOKEN, signIn);
  const other = button("I have a token", { class: "link", "data-test": "use-token" }, () => {
    choose(byToken.hidden ? byToken : byName);
  });
  const choose = (form: HTMLFormElement) => {
    setText(problem, "");
    byName.hidden = form !== byName;
    byToken.hidden = form !== byToken;
    setText(other, byToken.hidden ? "I have a token" : "Join with a name");
    form.querySelector("input")?.focus();
  };

  const dialog = h(
    "dialog",
    { "aria-labelledby": "join-title", "data-test": "join-dialog" },
    h("h2", { id: "join-title" }, "Join the auction"),
    h("p", { class: "quiet" }, "Others see your name with a short mark, such as Ann#k3f9qz2mwx7c."),
    byName,
    byToken,
    problem,
    h("div", { class: "dialog-foot" }, other, button("Cancel", { class: "link" }, () => dialog.close())),
  );
  return {
    element: dialog,
    open() {
      dialog.showModal();
      choose(byName);
    },
  };
}

/** A form with one field; its button is disabled while the submission is pending. */
function entryForm(entry: Entry, enter: (value: string) => Promise<void>): HTMLFormElement {
  const { id, label, action, autocomplete, maxlength } = entry;
  const input = h("input", { id, autocomplete, maxlength, required: true, "data-test": `join-${id}` });
  const submit = h("button", { type: "submit", class: "primary", "data-test": `join-with-${id}` }, action);
  const line = h("div", { class: "amount-line" }, input, submit);
  const form = h("form", { hidden: true }, h("label", { for: id }, label), line);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const value = input.value.trim();
    if (value === "") return;
    submit.disabled = true;
    void enter(value).finally(() => (submit.disabled = false));
  });
  return form;
}
