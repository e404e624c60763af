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
};
