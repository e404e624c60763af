/** The link that signs the reader in elsewhere: shown as the key that it is, and copied with one tap. */

import type { AuctionClient } from "auction-client";
import { button, h, setText } from "../../ui/dom";
import { splitHandle } from "../../ui/handle";
import { signInLink } from "../../ui/session";
import { isolated } from "../../ui/text";
import { accountTexts } from "../../ui/texts/account";
import { dateText } from "../../ui/texts/locale";

export interface SignInKey {
  readonly element: HTMLElement;
  /** Show the link of the reader as they are now. */
  update(): void;
}

export function signInKey(client: AuctionClient): SignInKey {
  const words = accountTexts();
  const hint = h("p", { class: "quiet" });
  const answer = h("p", { class: "answer", role: "status", "data-mood": "good", "data-test": "key-answer" });
  const byHand = h("input", { readonly: true, hidden: true, "aria-label": words.keyTitle, "data-test": "key-link" });
  const copy = async () => {
    byHand.value = link();
    try {
      await navigator.clipboard.writeText(byHand.value);
      setText(answer, words.copied);
    } catch {
      // Without the permission, or on a page without TLS, the browser does not let a page copy.
      byHand.hidden = false;
      byHand.select();
      setText(answer, words.copyByHand);
    }
  };
  const link = () => signInLink(client.acceptedToken ?? "");
  const press = button(words.copy, { class: "outline", "data-test": "copy-key" }, () => void copy());
  const element = h("section", { class: "sign-in-key" }, h("h3", {}, words.keyTitle), hint, press, byHand, answer);
  return {
    element,
    update() {
      const me = client.identity.value;
      if (me === null) return;
      const until = words.keyUntil(dateText(new Date(me.expires_at * 1000)));
      setText(hint, `${words.keyHint(isolated(splitHandle(me.handle).name))} ${until}`);
      setText(answer, "");
      byHand.hidden = true;
    },
  };
}
