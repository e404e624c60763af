/** The names of the events that a client sends, and the types of their arguments and answers. */

import type { ClientEvents } from "./contract.js";

export type EventName = keyof ClientEvents;
export type ArgumentOf<E extends EventName> = Parameters<ClientEvents[E]>[0];
export type AnswerTo<E extends EventName> = Parameters<Parameters<ClientEvents[E]>[1]>[0];
