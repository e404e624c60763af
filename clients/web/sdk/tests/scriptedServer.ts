/** A Socket.IO server that follows a script, over a real WebSocket: enough of the protocol for one namespace. */

// @ts-expect-error: the package has no types; socket.io-client brings it along
import { WebSocketServer } from "ws";

interface Socket {
  on(event: "message", listener: (data: unknown) => void): void;
  send(text: string): void;
  close(): void;
  terminate(): void;
}

type Script = Record<string, (argument: Record<string, unknown>) => unknown>;

const OPEN = { sid: "engine", upgrades: [], pingInterval: 25_000, pingTimeout: 20_000, maxPayload: 1_000_000 };

export class ScriptedServer {
  /** The payloads of the connect packets, and the events, in their order. */
  readonly connects: unknown[] = [];
  readonly events: [name: string, argument: Record<string, unknown>][] = [];
  /** Refuses the connections that have a token. */
  refusesTokens = false;
  private hangs = false;
  private readonly sockets = new Set<Socket>();

  private constructor(
    private readonly server: { address(): { port: number }; close(): void },
    private readonly script: Script,
  ) {}

  /** Listen on a free port; an event is acknowledged with the result of the script's function, if it has one. */
  static async listen(script: Script): Promise<ScriptedServer> {
    const server = new WebSocketServer({ port: 0, host: "127.0.0.1" });
    await new Promise((resolve) => server.once("listening", resolve));
    const scripted = new ScriptedServer(server, script);
    server.on("connection", (socket: Socket) => scripted.accept(socket));
    return scripted;
  }

  get url(): string {
    return `http://127.0.0.1:${this.server.address().port}`;
  }

  /** Send an event to every socket. */
  emit(event: string, argument: unknown): void {
    for (const socket of this.sockets) socket.send(`42${JSON.stringify([event, argument])}`);
  }

  /** Answer no event from now on. */
  hang(): void {
    this.hangs = true;
  }

  /** Announce the end of every connection and end it, as a node does that stops. */
  leave(retryAfterMs: number): void {
    this.emit("leaving", { retry_after_ms: retryAfterMs });
    for (const socket of this.sockets) socket.close();
    this.sockets.clear();
  }

  /** Take every socket out of the namespace. */
  disconnect(): void {
    for (const socket of this.sockets) socket.send("41");
    this.sockets.clear();
  }

  close(): void {
    for (const socket of this.sockets) socket.terminate();
    this.server.close();
  }

  private accept(socket: Socket): void {
    socket.send(`0${JSON.stringify(OPEN)}`);
    socket.on("message", (data) => this.receive(socket, String(data)));
  }

  private receive(socket: Socket, packet: string): void {
    const [, type, ackId, payload] = /^4([0-4])(\d*)(.*)$/s.exec(packet) ?? [];
    if (type === "0") this.connect(socket, JSON.parse(payload || "{}"));
    if (type !== "2") return;
    const [name, argument] = JSON.parse(payload ?? "") as [string, Record<string, unknown>];
    this.events.push([name, argument]);
    const answer = this.hangs ? undefined : this.script[name]?.(argument);
    if (answer !== undefined) socket.send(`43${ackId}${JSON.stringify([answer])}`);
  }

  private connect(socket: Socket, auth: { token?: string }): void {
    this.connects.push(auth);
    if (this.refusesTokens && auth.token !== undefined) {
      const data = { code: "unauthenticated", message: "the token is not valid" };
      return socket.send(`44${JSON.stringify({ message: data.message, data })}`);
    }
    this.sockets.add(socket);
    socket.send(`40${JSON.stringify({ sid: `socket-${this.connects.length}` })}`);
  }
}
