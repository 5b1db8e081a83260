import { createServer, type RequestListener } from "node:http";
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { describe, expect, test } from "vitest";
import { readBody } from "../../../src/slicer/remote/read-body.ts";
import { RemoteClient } from "../../../src/slicer/remote/remote-client.ts";
import { type AskedLogin } from "../../support/cameras/login-check.ts";
import { SnapshotCamera } from "../../support/cameras/snapshot-camera.ts";

const NEVER = new AbortController().signal;
const LOGIN = { user: 'ad"min', password: "p@ss:w/d%#" };

function addressOf(host: string, { user, password } = LOGIN): string {
  return `http://${encodeURIComponent(user)}:${encodeURIComponent(password)}@${host}/a?b=%20c`;
}

async function statusFrom(client: RemoteClient): Promise<number> {
  const { status, body } = await client.get({}, NEVER);
  body.destroy();
  return status;
}

async function serve(listener: RequestListener): Promise<AsyncDisposable & { origin: string }> {
  const server = createServer(listener).listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    [Symbol.asyncDispose]: async () => server.close().closeAllConnections(),
  };
}

describe("a server that asks for a login", () => {
  test.each<Omit<AskedLogin, "user" | "password">>([
    { scheme: "Basic" },
    { scheme: "Digest" },
    { scheme: "Digest", algorithm: "SHA-256" },
    { scheme: "Digest", algorithm: "MD5-sess" },
    { scheme: "Digest", hasNoQop: true },
  ])("by %o gets it", async (asked) => {
    await using camera = await SnapshotCamera.open({ ...LOGIN, ...asked });
    const client = new RemoteClient(addressOf(camera.host), []);
    expect([await statusFrom(client), await statusFrom(client)]).toEqual([200, 200]);
    // It asks once, and again when its nonce has run out.
    expect(camera.requestCount).toBe(3);
    camera.login?.renewNonce();
    expect(await statusFrom(client)).toBe(200);
    if (asked.scheme === "Digest") expect(camera.login?.basicCount).toBe(0);
  });

  test("gets a wrong one once, since some lock out who tries often", async () => {
    for (const scheme of ["Basic", "Digest"] as const) {
      await using camera = await SnapshotCamera.open({ ...LOGIN, scheme });
      const client = new RemoteClient(addressOf(camera.host, { user: "a", password: "b" }), []);
      expect(await statusFrom(client)).toBe(401);
      expect(camera.requestCount).toBe(2);
    }
  });
});

describe("an address that leads on", () => {
  test("is followed within its own server, and not to another", async () => {
    await using other = await serve((_, response) => void response.end("other"));
    await using own = await serve(({ url }, response) => {
      const location = url === "/elsewhere" ? `${other.origin}/x?secret=1` : "/there";
      return url === "/there"
        ? void response.end("there")
        : void response.writeHead(302, { location }).end();
    });
    const near = await new RemoteClient(`${own.origin}/here`, []).get({}, NEVER);
    expect((await readBody(near.body, 100)).toString()).toBe("there");
    const far = new RemoteClient(`${own.origin}/elsewhere`, []);
    await expect(far.get({}, NEVER)).rejects.toThrow(`it leads to ${other.origin}, another server`);
    for (const allowed of ["127.0.0.1", new URL(other.origin).host]) {
      const answer = await new RemoteClient(`${own.origin}/elsewhere`, [allowed]).get({}, NEVER);
      expect((await readBody(answer.body, 100)).toString()).toBe("other");
    }
    await expect(
      new RemoteClient(`${own.origin}/elsewhere`, ["127.0.0.1:1", "example.com"]).get({}, NEVER),
    ).rejects.toThrow("another server");
  });

  test("does not take the login with it", async () => {
    const seen: (string | undefined)[] = [];
    await using other = await serve(({ headers }, response) => {
      seen.push(headers.authorization);
      response.writeHead(401, { "www-authenticate": 'Basic realm="other"' }).end();
    });
    await using own = await serve((_, response) => {
      response.writeHead(307, { location: `${other.origin}/x` }).end();
    });
    const address = addressOf(new URL(own.origin).host);
    expect(await statusFrom(new RemoteClient(address, ["127.0.0.1"]))).toBe(401);
    expect(seen).toEqual([undefined]);
  });

  test.each([
    ["/", "leads on more than 5 times"],
    ["file:///etc/passwd", "it leads to file:…, and only http and https are opened"],
  ])("is left at %s", async (location, message) => {
    await using own = await serve(
      (_, response) => void response.writeHead(302, { location }).end(),
    );
    await expect(new RemoteClient(own.origin, []).get({}, NEVER)).rejects.toThrow(message);
  });
});
