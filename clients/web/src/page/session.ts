/** The token that this browser keeps: from registration, from a paste, or from the address. */

const KEY = "auction.token";

/** Take a token out of the address (`#token=...`), where it must not stay, and keep it. */
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

/** A browser may forbid storage: the session then lasts as long as the page. */
function inStorage<T>(use: (storage: Storage) => T): T | undefined {
  try {
    return use(localStorage);
  } catch {
    return undefined;
  }
}
