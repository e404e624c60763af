"""A node of few milliseconds: `/readyz` answers 200, and SIGTERM ends it in order."""

import os
import signal
import sys
from http.server import BaseHTTPRequestHandler, HTTPServer


class _Ready(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_: object) -> None:
        pass


if __name__ == "__main__":
    if "FAILS" in os.environ:
        sys.exit("nothing works here")
    signal.signal(signal.SIGTERM, lambda *_: os._exit(0))
    port = int(os.environ["AUCTION_OPERATIONS_PORT"])
    HTTPServer(("127.0.0.1", port), _Ready).serve_forever()
