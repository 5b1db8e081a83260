import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { ASSET_NAMES, type PageFile, type PageFiles } from "./page-files.ts";

/** Adds the page and its files. */
export function addPageRoutes(server: FastifyInstance, files: PageFiles): void {
  server.get("/", async (request, reply) => {
    void reply.headers(PAGE_HEADERS);
    return await send(files.get("index.html"), request, reply);
  });
  for (const name of ASSET_NAMES)
    server.get(
      `/assets/${name}`,
      async (request, reply) => await send(files.get(name), request, reply),
    );
}

async function send(
  file: PageFile | undefined,
  { headers }: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  if (file === undefined)
    return await reply.code(404).send({ error: "The page is not built: npm run build" });
  const takesGzip = /\bgzip\b/u.test(headers["accept-encoding"] ?? "");
  void reply.type(file.type).header("vary", "accept-encoding");
  if (!takesGzip) return await reply.send(file.bytes);
  return await reply.header("content-encoding", "gzip").send(file.gzipped);
}

/** Nothing but what this server sends may be part of the page, and no other page may show it within itself. */
const PAGE_HEADERS = {
  "content-security-policy": [
    "default-src 'none'",
    ...["script-src", "style-src", "img-src", "connect-src"].map((kind) => `${kind} 'self'`),
    ...["base-uri 'none'", "form-action 'self'", "frame-ancestors 'none'"],
  ].join("; "),
  "referrer-policy": "same-origin",
  "cross-origin-opener-policy": "same-origin",
};
