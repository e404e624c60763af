// The official Socket.IO server on Node's HTTP server.
import { createServer } from "node:http";
import { json } from "node:stream/consumers";

/** Serves the routes and the sockets of `io` at an address; returns when it listens. */
export async function listen(io, answer, { host, port }) {
  const http = createServer(async (request, response) => {
    const { method, url: path } = request;
    const { authorization } = request.headers;
    const { status, type, body } = await answer({ method, path, authorization, json: () => json(request) });
    response.writeHead(status, { "content-type": type }).end(body);
  });
  io.attach(http);
  await new Promise((resolve, reject) => {
    http.once("error", reject);
    http.listen(port, host, resolve);
  });
}
