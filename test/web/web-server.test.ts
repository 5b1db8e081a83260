import { once } from "node:events";
import { request } from "node:http";
import { type AddressInfo, connect, createServer } from "node:net";
import { text } from "node:stream/consumers";
import { describe, expect, test } from "vitest";
import { tokenGuard } from "../../src/web/access-token.ts";
import {
  openWebServer,
  type WebPart,
  type WebServer,
  type WebServerOptions,
} from "../../src/web/web-server.ts";

const TOKEN = "0123456789abcdef";

const THING: WebPart = {
  add: (server) => void server.get("/thing", async () => ({ isThere: true })),
  guard: null,
};

async function open(options: Partial<WebServerOptions> = {}): Promise<WebServer> {
  return await openWebServer({
    ...{ host: "127.0.0.1", port: 0, purpose: "metrics and health", parts: [THING] },
    ...options,
  });
}

/** Asks under any name: `fetch` sets its own. */
async function ask(
  { url }: WebServer,
  path: string,
  headers: Record<string, string> = {},
): Promise<{ status: number; headers: NodeJS.Dict<string | string[]>; body: string }> {
  const asking = request(`${url}${path}`, { headers }).end();
  const [response] = await once(asking, "response");
  return { status: response.statusCode, headers: response.headers, body: await text(response) };
}

describe("the server beside a run", () => {
  test.each(["/thing", "/nothing", "/"])("answers %s only under its own name", async (path) => {
    await using server = await open();
    const own = await ask(server, path);
    expect(own.status).toBe(path === "/thing" ? 200 : 404);
    const foreign = await ask(server, path, { host: "evil.example" });
    expect(foreign.status).toBe(403);
    expect(foreign.body).not.toContain("isThere");
  });

  test.each(["/thing", "/nothing", "/%zz"])(
    "lets no browser misuse its answer to %s",
    async (path) => {
      await using server = await open();
      const { headers } = await ask(server, path, { origin: "http://evil.example" });
      expect(headers["x-content-type-options"]).toBe("nosniff");
      expect(headers["cross-origin-resource-policy"]).toBe("same-origin");
      expect(headers["content-type"]).toContain("application/json");
      expect(Object.keys(headers).filter((name) => name.startsWith("access-control"))).toEqual([]);
    },
  );

  test.each([
    ["without a token", {}, 401],
    ["with another one", { authorization: "Bearer 0123456789abcdeF" }, 401],
    ["with a part of it", { authorization: "Bearer 0123456789abcde" }, 401],
    ["with it in another scheme", { authorization: `Basic ${TOKEN}` }, 401],
    ["with the token", { authorization: `Bearer ${TOKEN}` }, 200],
    ["with the token under a foreign name", { authorization: `Bearer ${TOKEN}`, host: "x.y" }, 403],
  ])("that has a token, asked %s", async (_, headers, status) => {
    await using server = await open({ parts: [{ ...THING, guard: tokenGuard([TOKEN]) }] });
    const answer = await ask(server, "/thing", headers);
    expect(answer.status).toBe(status);
    expect(answer.body).not.toContain(TOKEN);
    if (status === 401) expect(answer.headers["www-authenticate"]).toBe("Bearer");
  });

  test("tells which port is taken, and what to do", async () => {
    const other = createServer().listen(0, "127.0.0.1");
    await once(other, "listening");
    const { port } = other.address() as AddressInfo;
    await expect(open({ port })).rejects.toMatchObject({
      code: "ERR_PORT_UNUSABLE",
      kind: "environment",
      message: `The server of metrics and health cannot listen on 127.0.0.1, port ${port}: another program uses the port.`,
    });
    other.close();
  });

  test("tells that a host is none of this machine", async () => {
    await expect(open({ host: "198.51.100.1" })).rejects.toMatchObject({
      code: "ERR_PORT_UNUSABLE",
    });
    await expect(open({ host: "no-such-host.invalid" })).rejects.toMatchObject({
      code: "ERR_PORT_UNUSABLE",
      remedy: expect.stringContaining("Check the host"),
    });
  });

  test("closes at once, whoever has not asked or not read to the end", async () => {
    const large = "x".repeat(50_000_000);
    const server = await open({
      parts: [{ add: (web) => void web.get("/large", async () => large), guard: null }],
    });
    const port = Number(new URL(server.url).port);
    const silent = connect(port, "127.0.0.1");
    const slow = connect(port, "127.0.0.1");
    slow.write(`GET /large HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\n\r\n`);
    await once(slow, "readable");
    const ends = [silent, slow].map((socket) =>
      once(
        socket.on("error", () => {}),
        "close",
      ),
    );
    await server[Symbol.asyncDispose]();
    slow.resume();
    await Promise.all(ends);
    await expect(fetch(server.url)).rejects.toThrow("fetch failed");
  });
});
