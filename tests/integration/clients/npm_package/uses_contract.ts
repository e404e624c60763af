// A program that uses socket.io-client alone, whose types need those of the DOM.
import type { ClientEvents, ServerMessages } from "auction-client/contract";
import { io, type Socket } from "socket.io-client";

const socket: Socket<ServerMessages, ClientEvents> = io("http://127.0.0.1:8080");
socket.on("new_bid", ({ price, minimum: next }) => void (price + next));
const answer = await socket.emitWithAck("watch", { item_id: "lamp" });
export const title = answer.ok ? answer.item.title : answer.error.code;

// @ts-expect-error: a bid has an id
void socket.emitWithAck("bid", { item_id: "lamp", amount: 100 });
