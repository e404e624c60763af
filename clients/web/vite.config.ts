import { defineConfig } from "vite";

const NODE = "http://127.0.0.1:8080";

export default defineConfig({
  resolve: {
    alias: [
      // The pages import the SDK by the name of its package.
      { find: "auction-client", replacement: new URL("sdk/src/index.ts", import.meta.url).pathname },
      // A node speaks no WebTransport, and sends no binary packets.
      { find: /^\.\/webtransport\.js$/, replacement: new URL("ui/noWebTransport.ts", import.meta.url).pathname },
      {
        find: /^\.\/(binary|is-binary|contrib\/base64-arraybuffer)\.js$/,
        replacement: new URL("ui/noBinary.ts", import.meta.url).pathname,
      },
    ],
  },
  build: {
    // Nothing is inlined, because the page's Content-Security-Policy allows only files of the node.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    target: "es2022",
    // The bidders' page and the console.
    rollupOptions: { input: ["index.html", "console.html"] },
  },
  server: {
    host: "127.0.0.1",
    proxy: {
      "/socket.io": { target: NODE, ws: true },
      "/auctions": NODE,
      "/items": NODE,
      "/users": NODE,
      "/webhooks": NODE,
    },
  },
});
