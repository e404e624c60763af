/**
 * The token that this browser stores, from a registration, a paste, or the address.
 *
 * All tabs of a browser share it. A tab that stores or forgets it notifies the others.
 */

const KEY = "auction.token";
const RENEWAL_KEY = "auction.renewal";

/** The token of this tab: all that there is where the browser forbids storage. */
let own: string | undefined;

/**
 * Take a token out of the address (`#token=...`), where it must not stay.
 *
 * It is kept once the server has accepted it, so that a link that has expired does not replace a good token.
 */
export function takeTokenFromAddress(): string | undefined {
  const given = /^#token=([^&]+)$/.exec(location.hash)?.[1];
  if (given === undefined) return undefined;
  history.replaceState(null, "", `${location.pathname}${location.search}#/`);
  own = given;
  return given;
}

export function storedToken(): string | undefined {
  const stored = inStorage((storage) => storage.getItem(KEY));
  return stored === undefined ? own : (own = stored ?? undefined);
}

export function keepToken(token: string): void {
  own = token;
  inStorage((storage) => storage.setItem(KEY, token));
}

/** Forget this tab's token and return it; in all tabs, unless another one has stored a different token since. */
export function forgetToken(): string | undefined {
  const forgotten = own;
  own = undefined;
  inStorage((storage) => storage.getItem(KEY) === (forgotten ?? null) && storage.removeItem(KEY));
  return forgotten;
}

/** Call `changed` when another tab has stored or forgotten a token. */
export function onOtherTab(changed: (token: string | undefined) => void): void {
  window.addEventListener("storage", ({ key }) => {
    // A storage that was cleared has no key.
    if (key === KEY || key === null) changed(storedToken());
  });
}

/** The address that signs in with a token: a key, for its owner alone. */
export function signInLink(token: string): string {
  return `${location.origin}${location.pathname}#token=${token}`;
}

/** When a token ends, in seconds since the epoch; null if it can't be read. */
export function expiryOf(token: string): number | null {
  try {
    const claims = atob((token.split(".")[1] ?? "").replace(/-/g, "+").replace(/_/g, "/"));
    const { exp } = JSON.parse(claims) as { exp?: unknown };
    return typeof exp === "number" ? exp : null;
  } catch {
    return null;
  }
}

/** Return whether this browser has not tried to renew a token of this expiry, and note that it does now. */
export function beginsRenewal(expiresAt: number): boolean {
  return inStorage((storage) => {
    if (storage.getItem(RENEWAL_KEY) === String(expiresAt)) return false;
    storage.setItem(RENEWAL_KEY, String(expiresAt));
    return true;
  }) ?? false;
}

/** A browser may forbid storage; then the session lasts as long as the page. */
function inStorage<T>(use: (storage: Storage) => T): T | undefined {
  try {
    return use(localStorage);
  } catch {
    return undefined;
  }
}
