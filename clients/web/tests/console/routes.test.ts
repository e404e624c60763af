import { expect, test } from "vitest";
import { hashOf, routeOf } from "../../console/routes";

test.each([
  ["#/sale/spring/run/lamp", { page: "sale", auctionId: "spring", room: "run", part: "lamp" }],
  ["#/sale/spring/setup/~files", { page: "sale", auctionId: "spring", room: "setup", part: "~files" }],
  ["#/sale/spring", { page: "sale", auctionId: "spring", room: "run", part: "" }],
  ["#/sale/spring/nothing", { page: "sale", auctionId: "spring", room: "run", part: "" }],
  ["#/webhooks", { page: "webhooks" }],
  ["#/new", { page: "new" }],
  ["", { page: "sales" }],
  ["#/sale/a%20b", { page: "sales" }],
])("the hash %s names a route", (hash, route) => {
  expect(routeOf(hash)).toEqual(route);
});

test("a user id of any text comes back from the address", () => {
  const route = routeOf(hashOf("spring", "results", "room:spring:12/ä"));
  expect(route).toMatchObject({ room: "results", part: "room:spring:12/ä" });
});

test("an address that is no text has no part", () => {
  expect(routeOf("#/sale/spring/results/%")).toMatchObject({ room: "results", part: "" });
});
