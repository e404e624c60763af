// The official Socket.IO server on Bun's HTTP server and its own engine for sockets.
import { Server as Engine } from "@socket.io/bun-engine";

/** Serves the routes and the sockets of `io` at an address; returns when it listens. */
export async function listen(io, answer, { host, port }) {
  const engine = new Engine({ path: "/socket.io/" });
  io.bind(engine);
  const sockets = engine.handler();
  Bun.serve({
    ...sockets,
    hostname: host,
    port,
    async fetch(request, server) {
      const { pathname: path } = new URL(request.url);
      if (path === "/socket.io/") return engine.handleRequest(request, server);
      const authorization = request.headers.get("authorization") ?? undefined;
      const { method } = request;
      const { status, type, body } = await answer({ method, path, authorization, json: () => request.json() });
      return new Response(body, { status, headers: { "content-type": type } });
    },
  });
}
