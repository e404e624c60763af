/**
 * The token of the console, which is kept apart from that of the bidders' page.
 *
 * Without one the token of the page is used: a clerk is a user of the page whom an auctioneer has invited.
 */

import { storedToken } from "../../ui/session";

const KEY = "auction.console.token";
const IN_ADDRESS = /^#token=([^&]+)$/;

/** Move a token from the address, where it must not stay, to the storage; return the token to sign in with. */
export function tokenAtStart(): string | undefined {
  const given = takenFromAddress();
  if (given !== undefined) return given;
  return inStorage((storage) => storage.getItem(KEY)) ?? storedToken();
}

/** A token in the address, which is kept and taken out of it. */
export function takenFromAddress(): string | undefined {
  const given = IN_ADDRESS.exec(location.hash)?.[1];
  if (given === undefined) return undefined;
  history.replaceState(null, "", `${location.pathname}${location.search}#/`);
  keep(given);
  return given;
}

export function keep(token: string): void {
  inStorage((storage) => storage.setItem(KEY, token));
}

export function forget(): void {
  inStorage((storage) => storage.removeItem(KEY));
}

/** A browser may forbid storage; then the session lasts as long as the page. */
function inStorage<T>(use: (storage: Storage) => T): T | undefined {
  try {
    return use(localStorage);
  } catch {
    return undefined;
  }
}
