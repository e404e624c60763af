/** The frame around every view: the connection, joining, the reader's identity, notices. */

export const frame = {
  connecting: "Connecting",
  live: "Live",
  silent: "No answer",
  reconnecting: "Reconnecting",
  closed: "Closed",
  banner: {
    notYet: "No connection yet. Bidding waits.",
    silent: (time: string) => `No answer since ${time}. Bidding waits.`,
    lost: (time: string) => `Disconnected since ${time}. Bidding waits.`,
  },
  join: "Join",
  signOut: "Sign out",
  language: "Language",
  contract: "API",
  joinTitle: "Join the auction",
  joinHint: (example: string) => `Others see your name with a short mark, such as ${example}.`,
  yourName: "Your name",
  token: "Token",
  signIn: "Sign in",
  haveToken: "I have a token",
  joinWithName: "Join with a name",
  registrationClosed: "Registration is closed here. Paste the token that the organiser gave you.",
  tokenNotValid: "The token is not valid here.",
};
