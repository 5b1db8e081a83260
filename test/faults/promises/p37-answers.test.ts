import { readFileSync } from "node:fs";
import { brotliCompressSync, deflateSync, gzipSync, zstdCompressSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { type FrameResult, type RunSummary, sendFiles } from "../../../src/index.ts";
import type { Answer, CollectorOptions } from "../../support/services/collector.ts";
import { DeliveryCommand } from "../../support/program/delivery-command.ts";
import { parseResultLine } from "../../support/results/result-lines.ts";

type Given = Partial<Parameters<typeof sendFiles>[0]>;

interface Sent {
  readonly summary: RunSummary;
  readonly results: readonly FrameResult[];
  /** What the results file says of each answer, to the letter, sorted. */
  readonly responses: readonly string[];
  readonly requestCount: number;
}

/** Sends so many images to a service that answers so. */
async function sendTo(
  answer: NonNullable<CollectorOptions["answer"]>,
  { query = "", count = 1, ...given }: Given & { query?: string; count?: number } = {},
): Promise<Sent> {
  await using delivery = await DeliveryCommand.open({ answer });
  delivery.land(...Array.from({ length: count }, (_, index) => `in/${index}.jpg`));
  const { service } = delivery;
  const run = sendFiles({
    ...{ paths: [delivery.path("in")], to: service.url + query, state: delivery.path("state") },
    ...given,
  });
  const results: FrameResult[] = [];
  for await (const event of run) if (event.type === "frameSettled") results.push(event.result);
  const summary = await run.summary;
  const lines = readFileSync(summary.results, "utf8").trimEnd().split("\n");
  for (const line of lines) parseResultLine(line);
  const responses = lines.map((line) => /"response":(.*),"predictions":/u.exec(line)?.[1] ?? line);
  return { summary, results, responses: responses.toSorted(), requestCount: service.requestCount };
}

const ANSWER = '{"label":"Käse","confidence":0.2534,"id":9007199254740993,"area":1e400}';
const json = (body: string | Buffer, headers: Record<string, string> = {}): Answer => ({
  body,
  headers: { "content-type": "application/json", ...headers },
});
const coded = (coding: string, body: Buffer): Answer => json(body, { "content-encoding": coding });

describe("P37: an answer is kept as it came", () => {
  test.each<[string, Answer]>([
    ["plain", json(ANSWER)],
    ["with gzip", coded("gzip", gzipSync(ANSWER))],
    ["with deflate", coded("deflate", deflateSync(ANSWER))],
    ["with br", coded("br", brotliCompressSync(ANSWER))],
    ["with zstd", coded("zstd", zstdCompressSync(ANSWER))],
    ["with br over gzip", coded("gzip, br", brotliCompressSync(gzipSync(ANSWER)))],
    ["with a byte order mark", json(`\uFEFF${ANSWER}`)],
    ["in UTF-16", json(Buffer.from(`\uFEFF${ANSWER}`, "utf16le"))],
    [
      "in latin-1",
      json(Buffer.from(ANSWER, "latin1"), { "content-type": "application/json; charset=latin-1" }),
    ],
  ])("when it comes %s, to the last digit of its numbers", async (_, answer) => {
    const { summary, responses } = await sendTo(() => answer);
    expect(summary).toMatchObject({ delivered: 1, complete: true });
    expect(responses).toEqual([ANSWER]);
  });

  test("whatever of it stands in the address, too", async () => {
    const answer = { label: "person", confidence: 0.2534, said: "0.25 of a person" };
    const query = "?classes=person&conf=0.25&limit=2534";
    const { responses } = await sendTo(() => ({ body: answer }), { query });
    expect(responses).toEqual([JSON.stringify(answer)]);
    const text = "person 0.2534, at 2534";
    expect((await sendTo(() => ({ body: text }), { query })).responses).toEqual([`"${text}"`]);
    const predictions = [[0.2534, 0.7466]];
    const given = {
      query: "?threshold=0.25&token=2534",
      protocol: "tfserving",
      model: "m",
    } as const;
    const judged = await sendTo(() => ({ body: { predictions } }), given);
    expect(judged.summary).toMatchObject({ delivered: 1, failed: 0 });
    expect(judged.responses).toEqual([JSON.stringify({ predictions })]);
  });

  test("or not at all when it is broken off while it is compressed: the frame is sent again", async () => {
    const whole = gzipSync(ANSWER);
    const { results, responses, requestCount } = await sendTo((_, number) =>
      coded("gzip", number === 0 ? whole.subarray(0, -9) : whole),
    );
    expect(requestCount).toBe(2);
    expect(results).toMatchObject([{ outcome: "delivered", attempts: 2 }]);
    expect(responses).toEqual([ANSWER]);
  });

  test("or fails with the name of its coding, and is not requested twice", async () => {
    const { results, requestCount } = await sendTo(() => coded("snappy", Buffer.from("?")));
    expect(requestCount).toBe(1);
    expect(results).toMatchObject([
      { outcome: "failed", status: 200, reason: expect.stringContaining("encoded as snappy") },
    ]);
    const given = { protocol: "tfserving", model: "m", batch: 4, count: 4 } as const;
    const isProbe = (method: string): boolean => method === "GET";
    const batch = await sendTo(
      ({ method }) => (isProbe(method) ? {} : coded("snappy", Buffer.from("?"))),
      { ...given, batchTimeoutMs: 30_000 },
    );
    expect([batch.requestCount, batch.summary.failed]).toEqual([2, 4]);
  });

  test("and a model's silence is paid for once", async () => {
    const message = { role: "assistant", content: null, reasoning_content: "hm" };
    const body = { choices: [{ message, finish_reason: "length" }] };
    const given = { protocol: "openai", model: "m" } as const;
    const isProbe = (path: string): boolean => path === "/v1/models";
    const { results, requestCount } = await sendTo(
      ({ path }) => (isProbe(path) ? { body: { data: [] } } : { body }),
      given,
    );
    expect(requestCount).toBe(2);
    expect(results).toMatchObject([{ outcome: "delivered", response: body, predictions: null }]);
  });

  test("or fails as what it is: one frame of a batch, named in a list, compressed", async () => {
    const error = { error: "no face", code: 404 };
    const given = { protocol: "tfserving", model: "m", batch: 2, count: 2 } as const;
    let batches = 0;
    const { results, summary } = await sendTo(({ method, body }) => {
      if (method === "GET") return {};
      batches += 1;
      const { instances } = JSON.parse(body.toString()) as { instances: unknown[] };
      const predictions = instances.map((_, index) => (index === 0 ? error : [0.5]));
      return coded("gzip", gzipSync(JSON.stringify({ predictions })));
    }, given);
    expect([batches, summary]).toMatchObject([1, { delivered: 1, failed: 1 }]);
    expect(results.find(({ outcome }) => outcome === "failed")).toMatchObject({
      status: 200,
      response: { predictions: [error] },
      reason: "the service answered 200, but reports: no face",
    });
  });

  test("and a mirror that answers compressed counts as one that answers", async () => {
    await using mirror = await DeliveryCommand.open({
      answer: () => coded("br", brotliCompressSync(ANSWER)),
    });
    const { summary } = await sendTo(() => ({}), { mirror: mirror.service.url });
    expect(mirror.service.requestCount).toBe(1);
    expect(summary.mirror).toMatchObject({ sent: 1, failed: 0 });
  });
});
