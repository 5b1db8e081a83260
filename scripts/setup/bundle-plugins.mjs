import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** The two names that `src/submitter/http/client.ts` takes from undici, by their files. */
const partsOfUndici = { Client: "lib/dispatcher/client.js", buildConnector: "lib/core/connect.js" };

const http2 = "const connectH2 = require('./client-h2.js')";

/**
 * Loads of undici what is used: its own index leads to a fetch, caches and mocks as well, and its client to Node's
 * HTTP/2, which is a third of what it takes to load; connections of ours are made with `allowH2: false`.
 * @param {string} root
 * @returns {import("rolldown").Plugin}
 */
export function onlyUsedParts(root) {
  const undici = join(root, "node_modules", "undici");
  return {
    name: "only used parts",
    resolveId: (id) => (id === "undici" ? "\0undici" : null),
    load: (id) => {
      if (id !== "\0undici") return null;
      const lines = Object.entries(partsOfUndici).map(
        ([name, file]) =>
          `export { default as ${name} } from ${JSON.stringify(join(undici, file))};`,
      );
      return lines.join("\n");
    },
    transform: (code, id) => {
      if (id !== join(undici, partsOfUndici.Client)) return null;
      if (!code.includes(http2)) throw new Error(`${id} no longer says ${http2}`);
      const lazy = "const connectH2 = (...args) => require('./client-h2.js')(...args)";
      return { code: code.replace(http2, lazy), map: null };
    },
  };
}

/**
 * Hands on the compiler's source maps, so that those of the bundle lead to the source.
 * @param {string} dist
 * @returns {import("rolldown").Plugin}
 */
export function keepSourceMaps(dist) {
  return {
    name: "keep source maps",
    load: (id) => {
      if (!id.startsWith(dist) || !existsSync(`${id}.map`)) return null;
      return { code: readFileSync(id, "utf8"), map: readFileSync(`${id}.map`, "utf8") };
    },
  };
}
