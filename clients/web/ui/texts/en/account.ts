/** Who the reader is: joining, the name, the link that is a key, signing out. */

import { plurals } from "../plurals";

const count = plurals("en");

export const account = {
  joinTitle: "Join the auction",
  joinHint: (example: string) => `Others see your name with a short mark, such as ${example}.`,
  token: "Token",
  signIn: "Sign in",
  haveToken: "I have a token",
  joinWithName: "Join with a name",
  registrationClosed: "Registration is closed here. Paste the token that the organiser gave you.",
  tokenNotValid: "The token is not valid here.",
  title: "You",
  yourName: "Your name",
  change: "Change",
  nameChanged: "Your name is changed. Your bids stay yours.",
  keyTitle: "Your link",
  keyHint: (name: string) => `It signs you in as ${name} on any device. It is a key: whoever has it can bid in your name.`,
  keyUntil: (date: string) => `It works until ${date}.`,
  keyNeeded: "Without it you can’t come back once you have signed out here.",
  copy: "Copy the link",
  copied: "Copied. Keep it where you keep passwords.",
  copyByHand: "Copy it from this field.",
  joined: (name: string) => `You are in, ${name}`,
  goOn: "Continue",
  close: "Close",
  leading: (items: number) =>
    count(items, {
      one: "You lead 1 item. Your bid stands, and if you win, you owe the price.",
      other: "You lead # items. Your bids stand, and if you win, you owe the prices.",
    }),
  askSignOut: "Sign out of this browser?",
  stay: "Stay",
};
