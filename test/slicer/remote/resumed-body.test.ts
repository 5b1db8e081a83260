import { randomBytes } from "node:crypto";
import { writeFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { RemoteClient } from "../../../src/slicer/remote/remote-client.ts";
import { ResumedBody } from "../../../src/slicer/remote/resumed-body.ts";
import { systemClock } from "../../../src/core/concurrency/clock.ts";
import { VideoServer } from "../../support/cameras/video-server.ts";
import { temporaryFolder } from "../../support/files/temporary-folder.ts";

const NEVER = new AbortController().signal;
const BYTES = randomBytes(100_000);

/** Reads a file from a place to its end. @param onBegin called after the first bytes. */
async function readFrom(
  server: VideoServer,
  start: number,
  { onBegin = () => {}, maxOutageMs = 60_000, outages = [] as string[] } = {},
): Promise<Buffer> {
  const url = new URL(`${server.url}/file`);
  const onOutage = (reason: string): void => void outages.push(reason);
  const policy = { clock: systemClock, stallMs: 300, maxOutageMs, onOutage };
  const client = new RemoteClient(url.href, []);
  const body = await ResumedBody.open({ client, url, start, version: null, policy }, NEVER);
  const chunks: Buffer[] = [];
  for await (const chunk of body.chunks()) {
    if (chunks.length === 0) onBegin();
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

describe("a file on a server", () => {
  test.each([
    ["parts can be had", true, 0],
    ["only all of it can be had", false, 0],
    ["it is read from a place on", true, 50_000],
  ])("comes whole, whatever breaks: %s", async (_, hasRanges, start) => {
    await using folder = await temporaryFolder();
    writeFileSync(`${folder.path}/file`, BYTES);
    await using server = await VideoServer.open(folder.path);
    server.hasRanges = hasRanges;
    server.breaks = hasRanges ? ["closes", "stalls"] : ["closes"];
    const outages: string[] = [];
    expect(await readFrom(server, start, { outages })).toEqual(BYTES.subarray(start));
    expect(outages[0]).toBe("it broke off the connection");
    if (hasRanges) expect(outages[1]).toBe("it sent nothing for 0.3 s");
  });

  test("that is another one by now is not mixed with what was read of it", async () => {
    await using folder = await temporaryFolder();
    writeFileSync(`${folder.path}/file`, BYTES);
    await using server = await VideoServer.open(folder.path);
    server.breaks = ["closes"];
    const onBegin = (): void => void (server.etag = '"2"');
    await expect(readFrom(server, 0, { onBegin })).rejects.toThrow("another version of the file");
  });

  test("that stays away is given up", async () => {
    await using folder = await temporaryFolder();
    writeFileSync(`${folder.path}/file`, BYTES);
    await using server = await VideoServer.open(folder.path);
    server.breaks = Array.from({ length: 100 }, () => "stalls");
    server.breakAfterBytes = 0;
    await expect(readFrom(server, 0, { maxOutageMs: 500 })).rejects.toThrow("it sent nothing");
  });
});
