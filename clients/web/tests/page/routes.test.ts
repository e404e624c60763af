import { expect, test } from "vitest";
import { routeOf } from "../../page/routes";

test.each([
  ["#/item/lamp", { page: "item", id: "lamp" }],
  ["#/auction/spring-sale.1", { page: "auction", id: "spring-sale.1" }],
  ["#/auction/spring?q=lamp&status=open", { page: "auction", id: "spring" }],
  ["#/mine/wins", { page: "mine", id: "wins" }],
  ["#/mine/secrets", { page: "sales", id: "" }],
  ["#/", { page: "sales", id: "" }],
  ["#/?q=lamp", { page: "sales", id: "" }],
  ["", { page: "sales", id: "" }],
  ["#/item/", { page: "sales", id: "" }],
  ["#/item/a/b", { page: "sales", id: "" }],
  ["#/users/ann", { page: "sales", id: "" }],
  [`#/item/${"x".repeat(65)}`, { page: "sales", id: "" }],
])("the route of %j", (hash, route) => {
  expect(routeOf(hash)).toEqual(route);
});
