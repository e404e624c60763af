/**
 * The dialog in which a reader becomes a bidder: with a name where registration is open, else with a token.
 *
 * Who has joined is shown the link with which they come back.
 */

import type { AuctionClient, BidderRest, Refusal } from "auction-client";
import { button, h, setText } from "../../ui/dom";
import { splitHandle } from "../../ui/handle";
import { nameRefusalText } from "../../ui/refusals";
import { isolated } from "../../ui/text";
import { texts } from "../../ui/texts";
import { accountTexts } from "../../ui/texts/account";
import type { Dialog } from "../late";
import type { Session } from "./session";
import { signInKey } from "./signInKey";

interface Entry {
  readonly id: string;
  readonly label: string;
  readonly action: string;
  readonly autocomplete: string;
  readonly maxlength: string;
}

const EXAMPLE = "Ann#k3f9qz2mwx7c";

export function joinDialog(client: AuctionClient, rest: BidderRest, session: Session): Dialog {
  const words = accountTexts();
  const problem = h("p", { class: "answer", role: "alert", "data-mood": "bad", "data-test": "join-problem" });

  const enter = async (token: string): Promise<boolean> => {
    const answer = await session.signIn(token);
    if (!answer.ok) showProblem(answer.error);
    return answer.ok;
  };
  const signIn = async (typed: string) => {
    // The link of the other device does as well as the token in it.
    if (await enter(typed.replace(/^.*#token=/, ""))) dialog.close();
  };
  const register = async (name: string) => {
    const answer = await rest.register(name);
    if (answer.ok) return void ((await enter(answer.token)) && showKey());
    if (answer.error.status !== 403 && answer.error.status !== 404) return showProblem(answer.error);
    choose(byToken);
    setText(problem, words.registrationClosed);
  };
  const showProblem = (refusal: Refusal) => {
    const known = refusal.code === "unauthenticated" ? words.tokenNotValid : nameRefusalText(refusal);
    setText(problem, known);
  };

  const byName = entryForm(
    { id: "name", label: words.yourName, action: texts().frame.join, autocomplete: "nickname", maxlength: "40" },
    register,
  );
  const byToken = entryForm(
    { id: "token", label: words.token, action: words.signIn, autocomplete: "off", maxlength: "4096" },
    signIn,
  );
  const other = button(words.haveToken, { class: "link", "data-test": "use-token" }, () => {
    choose(byToken.hidden ? byToken : byName);
  });
  const choose = (form: HTMLFormElement) => {
    setText(problem, "");
    byName.hidden = form !== byName;
    byToken.hidden = form !== byToken;
    setText(other, byToken.hidden ? words.haveToken : words.joinWithName);
    form.querySelector("input")?.focus();
  };

  const foot = h("div", { class: "dialog-foot" }, other, button(texts().common.cancel, { class: "link" }, () => dialog.close()));
  const entries = h("div", {}, h("p", { class: "quiet" }, words.joinHint(EXAMPLE)), byName, byToken, problem, foot);
  const key = signInKey(client);
  const goOn = button(words.goOn, { class: "primary big", "data-test": "join-done" }, () => dialog.close());
  const joined = h("div", { hidden: true }, key.element, goOn);
  const title = h("h2", { id: "join-title" });
  const dialog = h("dialog", { "aria-labelledby": "join-title", "data-test": "join-dialog" }, title, entries, joined);
  // A bidder who has just joined is shown the way back before anything else.
  const showKey = () => {
    setText(title, words.joined(isolated(splitHandle(client.identity.value?.handle ?? "").name)));
    entries.hidden = true;
    joined.hidden = false;
    key.update();
    goOn.focus();
  };
  return {
    element: dialog,
    open() {
      setText(title, words.joinTitle);
      entries.hidden = false;
      joined.hidden = true;
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
