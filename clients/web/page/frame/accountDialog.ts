/** The dialog about the reader: their name, their link, and signing out with its consequences named. */

import type { AuctionClient } from "auction-client";
import { button, h, setText } from "../../ui/dom";
import { splitHandle } from "../../ui/handle";
import { nameRefusalText } from "../../ui/refusals";
import { texts } from "../../ui/texts";
import { accountTexts } from "../../ui/texts/account";
import type { OwnItems } from "../mine/ownItems";
import type { Dialog } from "../late";
import type { Session } from "./session";
import { signInKey } from "./signInKey";

export function accountDialog(client: AuctionClient, own: OwnItems, session: Session): Dialog {
  const words = accountTexts();
  const key = signInKey(client);
  const name = nameForm(client, session, () => key.update());
  const leaving = signingOut(own, session);
  const close = button(words.close, { class: "link" }, () => dialog.close());
  const parts = h("div", { class: "account" }, name.element, key.element);
  const foot = h("div", { class: "dialog-foot" }, leaving.ask, close);
  const title = h("h2", { id: "account-title" }, words.title);
  const dialog = h("dialog", { "aria-labelledby": "account-title", "data-test": "account" }, title, parts, leaving.element, foot);
  leaving.asked.push((isAsked) => {
    parts.hidden = foot.hidden = isAsked;
    setText(title, isAsked ? words.askSignOut : words.title);
  });
  client.identity.subscribe((me) => me === null && dialog.close());
  return {
    element: dialog,
    open() {
      leaving.cancel();
      key.update();
      name.update();
      dialog.showModal();
    },
  };
}

/** The form with the reader's name; hidden for those whose names come with their tokens. */
function nameForm(client: AuctionClient, session: Session, changed: () => void) {
  const words = accountTexts();
  const input = h("input", { id: "new-name", autocomplete: "nickname", maxlength: "40", required: true, "data-test": "new-name" });
  const submit = h("button", { type: "submit", class: "outline", "data-test": "change-name" }, words.change);
  const answer = h("p", { class: "answer", role: "status", "data-test": "name-answer" });
  const element = h("form", {}, h("label", { for: "new-name" }, words.yourName), h("div", { class: "amount-line" }, input, submit), answer);
  const say = (text: string, mood: string) => {
    answer.dataset.mood = mood;
    setText(answer, text);
  };
  const rename = async () => {
    const renamed = await session.rename(input.value.trim());
    if (!renamed.ok) return say(nameRefusalText(renamed.error), "bad");
    say(words.nameChanged, "good");
    changed();
  };
  element.addEventListener("submit", (event) => {
    event.preventDefault();
    if (input.value.trim() === "") return;
    submit.disabled = true;
    void rename().finally(() => (submit.disabled = false));
  });
  return {
    element,
    update() {
      const me = client.identity.value;
      element.hidden = me?.role !== "bidder";
      input.value = me === null ? "" : splitHandle(me.handle).name;
      say("", "");
    },
  };
}

/** The question before signing out, with the items that the reader leads and the way to come back. */
function signingOut(own: OwnItems, session: Session) {
  const words = accountTexts();
  const { signOut } = texts().frame;
  const text = h("p", { role: "alert", "data-test": "sign-out-warning" });
  const asked: ((isAsked: boolean) => void)[] = [];
  const show = (isAsked: boolean) => {
    element.hidden = !isAsked;
    for (const listener of asked) listener(isAsked);
  };
  const ask = button(signOut, { class: "link", "data-test": "sign-out" }, () => {
    show(true);
    const { keyNeeded, leading } = words;
    setText(text, own.led > 0 ? `${leading(own.led)} ${keyNeeded}` : keyNeeded);
  });
  const confirm = button(signOut, { class: "outline danger", "data-test": "confirm-sign-out" }, () => session.signOut());
  const stay = button(words.stay, { class: "outline", "data-test": "stay" }, () => show(false));
  const element = h("div", { hidden: true }, text, h("div", { class: "choices" }, stay, confirm));
  return { ask, element, asked, cancel: () => show(false) };
}
