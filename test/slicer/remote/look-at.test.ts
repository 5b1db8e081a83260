import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { describe, expect, test } from "vitest";
import { lookAt } from "../../../src/slicer/remote/look-at.ts";
import { RemoteClient } from "../../../src/slicer/remote/remote-client.ts";
import { indexedPicture } from "../../support/cameras/snapshot-camera.ts";

interface Answer {
  readonly type: string;
  readonly body: Buffer | string;
  readonly status?: number;
  /** Pieces in which the body comes; its length is named only if it comes in one. */
  readonly pieces?: "one" | "many";
  /** True to break off after the first byte. */
  readonly breaks?: boolean;
}

/** Nature of what answers so, or the reason why there is none. */
async function natureOf({
  type,
  body,
  status = 200,
  pieces = "one",
  breaks = false,
}: Answer): Promise<string> {
  const server = createServer((_request, response) => {
    const head = { ...(type !== "" && { "content-type": type }) };
    const length = pieces === "one" ? { "content-length": Buffer.byteLength(body) } : {};
    response.writeHead(status, { ...head, ...length });
    if (!breaks) return void response.end(body);
    response.write(Buffer.from(body).subarray(0, 1), () => response.destroy());
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const client = new RemoteClient(
    `http://127.0.0.1:${(server.address() as AddressInfo).port}/html.jpg`,
    [],
  );
  try {
    return (await lookAt(client, new AbortController().signal)).nature;
  } catch (error) {
    return `${(error as { kind: string }).kind}: ${(error as Error).message}`;
  } finally {
    server.close().closeAllConnections();
  }
}

const page = (type: string): string =>
  `away: it answers with ${type}, which is no picture and no stream`;

describe("what is no picture and no stream is waited for, not taken for a file:", () => {
  test.each([
    ["text/html; charset=utf-8", "<p>busy</p>", "text/html"],
    ["application/json", '{"error":"busy"}', "application/json"],
    ["application/problem+json", "{}", "application/problem+json"],
    ["text/plain", "busy", "text/plain"],
  ])("%s", async (type, body, shown) => {
    expect(await natureOf({ type, body })).toBe(page(shown));
    expect(await natureOf({ type, body, pieces: "many" })).toBe(page(shown));
  });

  test("an answer with nothing in it", async () => {
    expect(await natureOf({ type: "", body: "" })).toBe("away: its answer is empty");
    expect(await natureOf({ type: "", body: "", status: 204 })).toBe(
      "away: it answered with status 204 (No Content)",
    );
  });

  test("an answer that breaks off before it says what it is", async () => {
    const body = await indexedPicture(1);
    expect(await natureOf({ type: "application/octet-stream", body, breaks: true })).toMatch(
      /^away: it/u,
    );
  });
});

describe("a picture or a stream is one under a wrong type, too:", () => {
  test("a picture as a page", async () => {
    const body = await indexedPicture(1);
    for (const type of ["text/html", "application/octet-stream", ""])
      expect(await natureOf({ type, body })).toBe("picture");
  });

  test("Motion JPEG, and a playlist", async () => {
    const body = Buffer.concat([await indexedPicture(1), await indexedPicture(2)]);
    expect(await natureOf({ type: "text/plain", body, pieces: "many" })).toBe("stream");
    const part = "--frame\r\nContent-Type: image/jpeg\r\n\r\n";
    expect(await natureOf({ type: "text/html", body: part, pieces: "many" })).toBe("stream");
    const playlist = "#EXTM3U\n#EXT-X-VERSION:3\n";
    expect(await natureOf({ type: "text/plain", body: playlist, pieces: "many" })).toBe("stream");
  });
});
