/** The page on which the house signs in, where no link has done so. */

import { AuctionClient } from "auction-client";
import { h } from "../../ui/dom";
import { answerLine } from "../controls/answerLine";
import { field, textIn } from "../controls/fields";
import { texts } from "../texts";

/** Show the form; `enter` is called with a token that the server takes. */
export function signInPage(client: AuctionClient, problem: string, enter: (token: string) => void): HTMLElement {
  const t = texts().frame;
  const token = field({ name: "token", label: t.token, required: true });
  const answer = answerLine("sign-in-answer");
  if (problem !== "") answer.bad(problem);
  const submit = h("button", { type: "submit", class: "primary", "data-test": "sign-in" }, t.signIn);
  const form = h("form", { class: "sign-in panel" }, h("h1", {}, t.signInTitle), h("p", { class: "quiet" }, t.signInHint));
  form.append(token.element, submit, answer.element);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    void attempt(textIn(token.control));
  });
  const attempt = async (text: string) => {
    submit.disabled = true;
    const result = await client.authenticate(text);
    submit.disabled = false;
    if (result.ok) return enter(text);
    if (result.error.code === "unauthenticated" || result.error.code === "invalid") answer.bad(t.tokenRefused);
    else answer.refused(result.error);
  };
  return form;
}
