import { gzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { probeSender } from "../../../src/submitter/http/probe-sender.ts";
import { startCollector } from "../../support/services/collector.ts";
import { deadAddress } from "../../support/services/raw-service.ts";

const never = new AbortController().signal;

describe("a request for what a service publishes", () => {
  test("brings its answer, and carries the user's headers and password", async () => {
    await using collector = await startCollector({ answer: () => ({ status: 418, body: "tea" }) });
    const address = `${collector.url.replace("//", "//me:p%40ss@")}/v2?a=b`;
    const ask = probeSender({ "x-api-key": "k" }, 20_000);
    const answer = await ask({ method: "GET", address }, never);
    expect(answer).toMatchObject({ status: 418, body: Buffer.from("tea") });
    expect(collector.requests).toMatchObject([
      {
        method: "GET",
        path: "/v2?a=b",
        headers: {
          "x-api-key": "k",
          authorization: `Basic ${Buffer.from("me:p@ss").toString("base64")}`,
          "user-agent": "frameferry",
        },
      },
    ]);
  });

  test("brings what was compressed, and not what is larger than 16 MiB, packed or unpacked", async () => {
    const words = gzipSync("a long description");
    const bodies = [words, gzipSync(Buffer.alloc(17e6)), Buffer.alloc(17e6)];
    await using collector = await startCollector({
      answer: (_, number) => ({
        body: bodies[number],
        ...(number < 2 ? { headers: { "content-encoding": "gzip" } } : {}),
      }),
    });
    const ask = probeSender({}, 20_000);
    const answers = [];
    for (const _ of bodies)
      answers.push(await ask({ method: "GET", address: collector.url }, never));
    expect(answers).toMatchObject([
      { status: 200, body: Buffer.from("a long description") },
      { fault: "responseTooLarge", reason: "the answer with status 200 is larger than 16 MiB" },
      { fault: "responseTooLarge", reason: "the answer with status 200 is larger than 16 MiB" },
    ]);
  });

  test("does not follow a redirect", async () => {
    await using collector = await startCollector({
      answer: () => ({ status: 307, headers: { location: "/elsewhere" }, body: "" }),
    });
    const ask = probeSender({}, 20_000);
    expect(await ask({ method: "HEAD", address: collector.url }, never)).toMatchObject({
      status: 307,
      headers: { location: "/elsewhere" },
    });
    expect(collector.requestCount).toBe(1);
  });

  test("goes to any port, and says when an answer is cut short", async () => {
    const atPortNine = { method: "GET", address: "http://127.0.0.1:9/" } as const;
    expect(await probeSender({}, 20_000)(atPortNine, never)).toMatchObject({
      fault: "unreachable",
    });
    await using collector = await startCollector({
      answer: () => ({ kind: "cut", byteLength: 3, body: "too long for that" }),
    });
    const question = { method: "GET", address: collector.url } as const;
    expect(await probeSender({}, 20_000)(question, never)).toMatchObject({
      fault: "truncated",
      reason: "the answer with status 200 was cut short",
    });
  });

  test("says in words that nobody is there, is in time, or is wanted any more", async () => {
    await using collector = await startCollector({ answer: () => ({ kind: "hang" }) });
    const question = { method: "GET", address: collector.url } as const;
    expect(await probeSender({}, 200)(question, never)).toEqual({
      fault: "timeout",
      reason: "no answer within 200 ms",
    });
    expect(await probeSender({}, 20_000)(question, AbortSignal.abort())).toMatchObject({
      fault: "aborted",
    });
    const nobody = { method: "GET", address: await deadAddress() } as const;
    expect(await probeSender({}, 20_000)(nobody, never)).toEqual({
      fault: "unreachable",
      reason: "connection refused: nothing listens there",
    });
  });
});
