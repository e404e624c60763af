/** One session in all tabs: a sign-in, a sign-out or another name in one of them takes effect in each. */

import type { Answer, AuctionClient, BidderRest, Identity } from "auction-client";
import { splitHandle } from "../../ui/handle";
import { beginsRenewal, expiryOf, forgetToken, keepToken, onOtherTab, storedToken, takeTokenFromAddress } from "../../ui/session";

/** How long before its end a token is renewed. */
const RENEWED_BEFORE_MS = 15 * 24 * 3_600_000;

export class Session {
  /** The token that this tab has asked to sign in with; it is stored once it was accepted. */
  private given: string | undefined;

  /**
   * `given` is a token of the address that the client was made with.
   *
   * `ended` is called when a token was refused, and learns whether it had expired.
   */
  constructor(
    private readonly client: AuctionClient,
    private readonly rest: BidderRest,
    given: string | undefined,
    private readonly ended: (isExpired: boolean) => void,
  ) {
    this.given = given;
    client.identity.subscribe((me) => me !== null && this.entered(me));
    client.tokenRefused.subscribe(() => this.refused());
    onOtherTab((token) => this.agree(token));
  }

  async signIn(token: string): Promise<Answer<Identity>> {
    this.given = token;
    const answer = await this.client.authenticate(token);
    if (!answer.ok) this.given = undefined;
    return answer;
  }

  signOut(): void {
    forgetToken();
    this.client.signOut();
  }

  /** Sign in with a token that was put into the address, if there is one. */
  signInByAddress(): void {
    const token = takeTokenFromAddress();
    if (token !== undefined) void this.signIn(token);
  }

  /** Take another name, which comes with another token. */
  async rename(name: string): Promise<Answer<Identity>> {
    const renamed = await this.rest.rename(name);
    return renamed.ok ? this.signIn(renamed.token) : renamed;
  }

  private entered(me: Identity): void {
    const accepted = this.client.acceptedToken;
    if (this.given !== undefined && this.given === accepted) keepToken(this.given);
    this.given = undefined;
    // A tab that was without a connection may have missed a new token.
    const stored = storedToken();
    if (stored !== undefined) this.agree(stored);
    if (stored === accepted) this.renewInTime(me);
  }

  private refused(): void {
    this.given = undefined;
    const expiry = expiryOf(forgetToken() ?? "");
    this.ended(expiry !== null && expiry * 1000 <= this.client.serverNow());
    const stored = storedToken();
    if (stored !== undefined) this.agree(stored);
  }

  private agree(token: string | undefined): void {
    if (token === this.client.acceptedToken) return;
    if (token !== undefined) void this.client.authenticate(token);
    else if (this.client.identity.value !== null) this.client.signOut();
  }

  /** Renew the token of a bidder who registered here, so that a regular visitor stays the same person. */
  private renewInTime(me: Identity): void {
    if (me.role !== "bidder") return;
    if (me.expires_at * 1000 - this.client.serverNow() > RENEWED_BEFORE_MS) return;
    // The server prolongs no token whose expiry another service has set. One try shows this.
    if (!beginsRenewal(me.expires_at)) return;
    void this.rename(splitHandle(me.handle).name);
  }
}
