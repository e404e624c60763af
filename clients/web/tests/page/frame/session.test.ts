import { Observable, Signal } from "../../../sdk/src/signal";
import type { Answer, AuctionClient, BidderRest, Identity, Refusal } from "auction-client";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { Session } from "../../../page/frame/session";
import { forgetToken, keepToken, storedToken } from "../../../ui/session";

const DAY_S = 24 * 3_600;
const REFUSED: Refusal = { code: "unauthenticated", message: "the token is not valid" };

/** A client whose server accepts the tokens `NAME` or `NAME.DAYS`, the days until its end. */
class Client {
  readonly identity = new Observable<Identity | null>(null);
  readonly tokenRefused = new Signal<Refusal>();
  acceptedToken: string | undefined;
  signOuts = 0;

  async authenticate(token: string): Promise<Answer<Identity>> {
    if (token.startsWith("bad")) return { ok: false, error: REFUSED };
    this.acceptedToken = token;
    const [user_id = "", days = "30"] = token.split(".");
    const me = { user_id, role: "bidder", expires_at: Number(days) * DAY_S, handle: `${user_id}#k3f9q`, former_code: "" } as Identity;
    this.identity.set(me);
    return { ok: true, ...me };
  }

  signOut(): void {
    this.signOuts++;
    this.acceptedToken = undefined;
    this.identity.set(null);
  }

  serverNow = () => 0;
}

let client: Client;
let renames: string[];
let ended: boolean[];
let otherTab: (event: { key: string }) => void;

beforeEach(() => {
  const stored = new Map<string, string>();
  vi.stubGlobal("localStorage", {
    getItem: (key: string) => stored.get(key) ?? null,
    setItem: (key: string, value: string) => void stored.set(key, value),
    removeItem: (key: string) => void stored.delete(key),
  });
  vi.stubGlobal("window", { addEventListener: (_: string, listener: typeof otherTab) => (otherTab = listener) });
  [client, renames, ended] = [new Client(), [], []];
});
afterEach(() => {
  forgetToken();
  vi.unstubAllGlobals();
});

function begin(given?: string): Session {
  const rename = async (name: string) => (renames.push(name), { ok: true, token: `${name}.30` });
  const rest = { rename } as unknown as BidderRest;
  return new Session(client as unknown as AuctionClient, rest, given, (isExpired) => ended.push(isExpired));
}

test("a token is stored once the server has accepted it", async () => {
  const session = begin();
  expect((await session.signIn("bad")).ok).toBe(false);
  expect(storedToken()).toBeUndefined();
  expect((await session.signIn("ann")).ok).toBe(true);
  expect([storedToken(), client.signOuts]).toEqual(["ann", 0]);
});

test("a token of the address replaces the stored one when it is accepted, and not before", async () => {
  keepToken("ann");
  begin("ben");
  expect(storedToken()).toBe("ann");
  await client.authenticate("ben");
  expect([storedToken(), client.acceptedToken]).toEqual(["ben", "ben"]);
});

test("a refused token of the address leaves the stored user signed in", async () => {
  keepToken("bad");
  localStorage.setItem("auction.token", "ann");
  begin("bad");
  client.tokenRefused.emit(REFUSED);
  await vi.waitFor(() => expect(client.acceptedToken).toBe("ann"));
});

test("what another tab does is done here", async () => {
  begin();
  localStorage.setItem("auction.token", "ann");
  otherTab({ key: "auction.token" });
  await vi.waitFor(() => expect(client.identity.value?.user_id).toBe("ann"));
  localStorage.removeItem("auction.token");
  otherTab({ key: "auction.token" });
  expect([client.identity.value, client.signOuts]).toEqual([null, 1]);
});

test("a tab that comes back with an old token takes the newer one of the others", async () => {
  begin();
  localStorage.setItem("auction.token", "ann.29");
  await client.authenticate("ann.28");
  await vi.waitFor(() => expect(client.acceptedToken).toBe("ann.29"));
  expect(storedToken()).toBe("ann.29");
});

test("a token that ends within two weeks is renewed once, under the same name", async () => {
  const session = begin();
  await session.signIn("ann.10");
  await vi.waitFor(() => expect(storedToken()).toBe("ann.30"));
  expect(renames).toEqual(["ann"]);
});

test("a refused token is forgotten, and whether it had expired is told", () => {
  const token = (exp: number) => `h.${btoa(JSON.stringify({ exp }))}.s`;
  begin();
  for (const exp of [-1, DAY_S]) {
    keepToken(token(exp));
    client.tokenRefused.emit(REFUSED);
  }
  expect([ended, storedToken()]).toEqual([[true, false], undefined]);
});

test("signing out forgets the token in all tabs", async () => {
  const session = begin();
  await session.signIn("ann");
  session.signOut();
  expect([storedToken(), client.signOuts]).toEqual([undefined, 1]);
});
