/** Handles. The code of a handle identifies its user, and the name before it does not. */

import type { Identity } from "./messages/index.js";

/** The part of a handle after its last `#`: the stable public id of its user. */
export function codeOf(handle: string): string {
  return handle.slice(handle.lastIndexOf("#") + 1);
}

/** The part of an identity that its handles are known by; servers of earlier versions send no former code. */
type Known = Pick<Identity, "handle"> & Partial<Pick<Identity, "former_code">>;

/** Whether a handle, such as a `leader` or a `bidder`, is that of `identity`. */
export function isOwn(handle: string | null, identity: Known | null | undefined): boolean {
  if (handle === null || !identity) return false;
  const code = codeOf(handle);
  return code === codeOf(identity.handle) || code === identity.former_code;
}
