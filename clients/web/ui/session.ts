/** The token that this browser stores, from a registration, a paste, or the address. */

const KEY = "auction.token";

/** Move a token from the address (`#token=...`), where it must not stay, to the storage. */
export function takeTokenFromAddress(): string | undefined {
  const given = /^#token=([^&]+)$/.exec(location.hash)?.[1];
  if (given === undefined) return undefined;
  history.replaceState(null, "", `${location.pathname}${location.search}#/`);
  keepToken(given);
  return given;
}

export function storedToken(): string | undefined {
  return inStorage((storage) => storage.getItem(KEY)) ?? undefined;
}

export function keepToken(token: string): void {
  inStorage((storage) => storage.setItem(KEY, token));
}

export function forgetToken(): void {
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
