// The check of tokens: HS256 with the deployment's secret.
import { createHash } from "node:crypto";
import { jwtVerify } from "jose";

import { Refused } from "./items.js";

export class Tokens {
  #key;

  constructor(secret) {
    this.#key = new TextEncoder().encode(secret);
  }

  /** Returns a token's user; throws Refused `unauthenticated`. */
  async user(token) {
    const options = { algorithms: ["HS256"], requiredClaims: ["sub", "name", "role", "exp"] };
    const { payload } = await jwtVerify(String(token), this.#key, options).catch(() => {
      throw new Refused("unauthenticated", "the token is not valid");
    });
    const { sub, name, role } = payload;
    return { userId: sub, name, role, handle: `${name}#${mark(sub)}` };
  }

  /** Returns the auctioneer of an Authorization header; throws Refused. */
  async auctioneer(authorization = "") {
    const user = await this.user(authorization.replace(/^Bearer /, ""));
    if (!["auctioneer", "admin"].includes(user.role)) {
      throw new Refused("forbidden", "only an auctioneer may do this");
    }
    return user;
  }
}

/** Returns five characters in base 32 that distinguish users of the same name. */
function mark(userId) {
  const digest = createHash("sha256").update(userId).digest();
  return digest.readUInt32BE().toString(32).padStart(7, "0").slice(-5);
}
