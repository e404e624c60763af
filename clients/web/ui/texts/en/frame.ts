/** The frame around every view: the connection, joining, the reader's identity, notices. */

export const frame = {
  connecting: "Connecting",
  live: "Live",
  reconnecting: "Reconnecting",
  closed: "Closed",
  join: "Join",
  signOut: "Sign out",
  language: "Language",
  joinTitle: "Join the auction",
  joinHint: (example: string) => `Others see your name with a short mark, such as ${example}.`,
  yourName: "Your name",
  token: "Token",
  signIn: "Sign in",
  haveToken: "I have a token",
  joinWithName: "Join with a name",
  registrationClosed: "Registration is closed here. Paste the token that the organiser gave you.",
  tokenNotValid: "The token is not valid here.",
  outbidElsewhere: "You were outbid on another item. ",
  lostElsewhere: "A bid of yours on another item was lost in a failure and does not stand. ",
  viewIt: "View it",
  signedOut: "You are no longer signed in. Join again to bid.",
};
