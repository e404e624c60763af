import { afterEach, expect, test, vi } from "vitest";
import { AuctionRest, REST_ANSWER_TIMEOUT_MS } from "../src/rest";

const rest = new AuctionRest("http://node");

/** Answer every request with `respond`; return the requests. */
function answering(respond: (init: RequestInit) => Response | Promise<Response>) {
  const requests: { url: string; init: RequestInit }[] = [];
  vi.stubGlobal("fetch", async (url: string, init: RequestInit) => {
    requests.push({ url, init });
    return respond(init);
  });
  return requests;
}

afterEach(() => {
  vi.unstubAllGlobals();
  vi.useRealTimers();
});

test("an answer has the fields of the body", async () => {
  const requests = answering(() => Response.json({ auctions: [] }));
  expect(await rest.auctions()).toEqual({ ok: true, auctions: [] });
  expect(requests[0]?.url).toBe("http://node/auctions");
});

test("a name is one segment of the path", async () => {
  const requests = answering(() => Response.json({}));
  await rest.auction("a/b?");
  expect(requests[0]?.url).toBe("http://node/auctions/a%2Fb%3F");
});

test("a new name is a change of the reader's own user", async () => {
  const requests = answering(() => Response.json({ name: "Ann B" }));
  expect(await rest.rename("Ann B")).toEqual({ ok: true, name: "Ann B" });
  expect(requests[0]).toMatchObject({ url: "http://node/users/me", init: { method: "PATCH", body: '{"name":"Ann B"}' } });
});

test("a further page is asked for in the query", async () => {
  const requests = answering(() => Response.json({}));
  await rest.auctions({ after: "spring" });
  await rest.auction("spring", { after: "lamp", limit: 20 });
  expect(requests.map(({ url }) => url)).toEqual([
    "http://node/auctions?after=spring",
    "http://node/auctions/spring?after=lamp&limit=20",
  ]);
});

test("an item is read with the token of the moment", async () => {
  const requests = answering(() => Response.json({ item_id: "lamp" }));
  let token: string | undefined;
  const own = new AuctionRest("http://node", () => token);
  await own.item("a/b");
  token = "t";
  await own.item("lamp");
  expect(requests.map(({ url, init }) => [url, init.headers])).toEqual([
    ["http://node/items/a%2Fb", {}],
    ["http://node/items/lamp", { Authorization: "Bearer t" }],
  ]);
});

test("a registration sends the name as JSON", async () => {
  const requests = answering(() => Response.json({ token: "t" }));
  expect(await rest.register("Ann")).toMatchObject({ ok: true, token: "t" });
  expect(requests[0]?.init).toMatchObject({ method: "POST", body: '{"name":"Ann"}' });
});

test("a patch names the fields that change", async () => {
  const requests = answering(() => Response.json({ ok: true, seq: 3 }));
  await rest.editing.amendItem("a/b", { title: "A lamp", lot: null, metadata: { shelf: 7 } });
  await rest.editing.deleteItem("lamp");
  await rest.editing.amendAuction("spring", { currency: null });
  await rest.editing.deleteAuction("spring");
  await rest.editing.listing("lamp");
  expect(requests.map(({ url, init }) => [init.method ?? "GET", url, init.body])).toEqual([
    ["PATCH", "http://node/items/a%2Fb", '{"title":"A lamp","lot":null,"metadata":{"shelf":7}}'],
    ["DELETE", "http://node/items/lamp", undefined],
    ["PATCH", "http://node/auctions/spring", '{"currency":null}'],
    ["DELETE", "http://node/auctions/spring", undefined],
    ["GET", "http://node/items/lamp/listing", undefined],
  ]);
});

test("a problem document is a refusal with details and status", async () => {
  answering(() => Response.json({ code: "rate_limited", detail: "too fast", retry_after_ms: 5 }, { status: 429 }));
  const error = { code: "rate_limited", message: "too fast", status: 429, retry_after_ms: 5 };
  expect(await rest.auctions()).toEqual({ ok: false, error });
});

test("the error page of a proxy is a refusal without a code of the contract", async () => {
  answering(() => new Response("<html>", { status: 502, statusText: "Bad Gateway" }));
  const error = { code: "http_502", message: "Bad Gateway", status: 502 };
  expect(await rest.auctions()).toEqual({ ok: false, error });
});

test("a request without an answer is given up in time", async () => {
  vi.useFakeTimers();
  answering(({ signal }) => new Promise((_, reject) => signal?.addEventListener("abort", () => reject(signal.reason))));
  const answer = rest.auctions();
  await vi.advanceTimersByTimeAsync(REST_ANSWER_TIMEOUT_MS);
  expect(await answer).toMatchObject({ ok: false, error: { code: "unanswered" } });
});

test("a bid's cost is asked for with what is known of the bid", async () => {
  const requests = answering(() => Response.json({ total: 1300 }));
  expect(await rest.settling.cost("lamp", { amount: 1000 })).toEqual({ ok: true, total: 1300 });
  await rest.settling.ownStatement("spring");
  expect(requests.map(({ url }) => url)).toEqual([
    "http://node/items/lamp/quote?amount=1000",
    "http://node/me/statement?auction_id=spring",
  ]);
});

test("a webhook is changed by what is given", async () => {
  const requests = answering(() => Response.json({}));
  await rest.webhooks.change("hook", { enabled: false });
  await rest.webhooks.sendAgain("hook", 7);
  await rest.webhooks.deliveries("hook", { state: "dead" });
  expect(requests.map(({ url, init }) => [init.method ?? "GET", url, init.body])).toEqual([
    ["PATCH", "http://node/webhooks/hook", '{"enabled":false}'],
    ["POST", "http://node/webhooks/hook/deliveries/7/send", undefined],
    ["GET", "http://node/webhooks/hook/deliveries?state=dead", undefined],
  ]);
});

test("a search sends its terms in the query", async () => {
  const requests = answering(() => Response.json({ items: [], next_after: null }));
  const found = await rest.catalogue.search({ q: "galle vase", status: "open,closing", sort: "ending", limit: 5 });
  expect(found).toEqual({ ok: true, items: [], next_after: null });
  expect(requests[0]?.url).toBe("http://node/items?q=galle+vase&status=open%2Cclosing&sort=ending&limit=5");
});

test("an item's archived bids come in pages", async () => {
  const requests = answering(() => Response.json({ bids: [], next_before: null }));
  expect(await rest.catalogue.bids("a lamp", { before: 7, limit: 5 })).toEqual({ ok: true, bids: [], next_before: null });
  expect(requests[0]?.url).toBe("http://node/items/a%20lamp/bids?before=7&limit=5");
});

test("a file is sent as it is, with its form", async () => {
  const requests = answering(() => Response.json({ created: 1 }));
  await rest.catalogue.importItems("spring", "lot,title\n", { dryRun: true });
  await rest.catalogue.importItems("spring", '{"items":[]}', { form: "json" });
  expect(requests.map(({ url, init }) => [url, init.headers, init.body])).toEqual([
    ["http://node/auctions/spring/import?dry_run=true", { "Content-Type": "text/csv" }, "lot,title\n"],
    ["http://node/auctions/spring/import", { "Content-Type": "application/json" }, '{"items":[]}'],
  ]);
});

test("an export is a file, or a refusal", async () => {
  const requests = answering(() => new Response("lot,title\n"));
  const exported = await rest.catalogue.exportItems("spring", { form: "csv", delimiter: "tab" });
  expect(exported.ok && (await exported.file.text())).toBe("lot,title\n");
  expect(requests[0]?.url).toBe("http://node/auctions/spring/export?format=csv&delimiter=tab");
  answering(() => Response.json({ code: "forbidden", detail: "no" }, { status: 403 }));
  const error = { code: "forbidden", message: "no", status: 403 };
  expect(await rest.catalogue.exportItems("spring")).toEqual({ ok: false, error });
});
