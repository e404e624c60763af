import type { AuctionClient, BidderRest, Identity, Item, ItemView, Mine, Outbid } from "auction-client";
import { expect, test, vi } from "vitest";
import { OwnItems, type NamedChange } from "../../../page/mine/ownItems";
import { item } from "../../../sdk/tests/examples";

/** A client whose messages are sent by the test, and a server that knows the reader's bids. */
function scripted(bids: readonly object[] = []) {
  const listeners: Record<string, (value: never) => void> = {};
  const signal = (name: string) => ({ subscribe: (listener: (value: never) => void) => ((listeners[name] = listener), () => {}) });
  const identity = { value: null as Identity | null, ...signal("identity") };
  let show: (view: ItemView) => void = () => {};
  const client = {
    identity,
    connectionState: signal("connectionState"),
    mine: signal("mine"),
    outbid: signal("outbid"),
    serverNow: () => 9,
    watch: (_itemId: string, listener: (view: ItemView) => void) => ((show = listener), () => {}),
  };
  const read = vi.fn(async (item_id: string) => ({ ok: true, ...item(3, { item_id, title: "Read" }) }));
  const rest = { own: { bids: async () => ({ ok: true, bids, next_after: null }) }, item: read };
  const own = new OwnItems(client as unknown as AuctionClient, rest as unknown as BidderRest);
  const changes: NamedChange[] = [];
  own.changes((change) => void changes.push(change));
  const send = (name: string, value: unknown) => listeners[name]?.(value as never);
  const enter = async () => {
    identity.value = { user_id: "ann", handle: "Ann#aaa" } as Identity;
    send("identity", identity.value);
    await vi.waitFor(() => expect(own.get("lamp") !== undefined || bids.length === 0).toBe(true));
  };
  return { own, changes, send, enter, read, show: (shown: Item) => show({ item: shown } as ItemView) };
}

const lamp = { item: item(5, { leader: "Ann#aaa" }), standing: "leading", yours: null, owed: null, last_bid_at: 5 };
const outbid = { item_id: "lamp", seq: 6, price: 700, minimum: 710 } as Outbid;

test("the reader's items are read once they are known, and forgotten with them", async () => {
  const { own, enter, send } = scripted([lamp]);
  await enter();
  expect(own.get("lamp")?.standing).toBe("leading");
  send("identity", null);
  expect(own.get("lamp")).toBeUndefined();
});

test("a message changes the standing and names the item, and an older one does nothing", async () => {
  const { own, enter, send, changes } = scripted([lamp]);
  await enter();
  send("outbid", outbid);
  send("mine", { ...outbid, seq: 4, standing: "leading", yours: null, owed: null } as unknown as Mine);
  expect(own.get("lamp")).toMatchObject({ standing: "outbid", item: { price: 700, seq: 6 } });
  expect(changes.map(({ standing, item }) => `${standing} ${item.title}`)).toEqual(["outbid A lamp"]);
});

test("an item that is not known yet is read, for its title", async () => {
  const { enter, send, changes, read } = scripted();
  await enter();
  send("outbid", outbid);
  await vi.waitFor(() => expect(changes).toHaveLength(1));
  expect(read).toHaveBeenCalledWith("lamp");
  expect(changes[0]?.item.title).toBe("Read");
});

test("a bid that is taken back before the opening leaves no standing, and one that is dropped at it is outbid", async () => {
  const waits = { ...lamp, item: item(1, { status: "scheduled" }), standing: "offered" };
  const { own, enter, send, changes, read } = scripted([waits]);
  await enter();
  read.mockResolvedValueOnce({ ok: true, ...item(1, { item_id: "lamp", status: "scheduled" }) });
  send("mine", { ...outbid, seq: 1, yours: null, standing: "outbid" });
  await vi.waitFor(() => expect(own.get("lamp")?.standing).toBeNull());
  send("mine", { ...outbid, seq: 3, yours: null, standing: "outbid" });
  await vi.waitFor(() => expect(own.get("lamp")?.standing).toBe("outbid"));
  expect(changes.map(({ standing }) => standing)).toEqual([null, "outbid"]);
});

test("a bidder who was outbid learns that the item has ended from the item itself", async () => {
  const { own, enter, send, changes, show } = scripted([lamp]);
  await enter();
  send("outbid", outbid);
  show(item(7, { leader: "Bob#bbb", price: 800 }));
  expect(own.latest(item(5)).price).toBe(800);
  show(item(8, { leader: "Bob#bbb", status: "sold" }));
  expect(changes.map(({ standing }) => standing)).toEqual(["outbid", "lost"]);
});
