import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { type FrameResult, type RunEvent, sendFiles } from "../../src/index.ts";
import { FIRST, GuardedService, SECOND } from "../support/services/guarded-service.ts";

/** All that a run tells. */
async function followed(
  run: ReturnType<typeof sendFiles>,
  onEvent: (event: RunEvent) => void = () => {},
) {
  const events: RunEvent[] = [];
  for await (const event of run) {
    events.push(event);
    onEvent(event);
  }
  const results = events.flatMap((event): FrameResult[] =>
    event.type === "frameSettled" ? [event.result] : [],
  );
  return { events, results, summary: await run.summary };
}

describe("a token that expires during a run is read again", () => {
  test("once, for all frames that were rejected at the same time, and none of them fails or loses an attempt", async () => {
    await using service = await GuardedService.start(7);
    const options = { tokenCommand: service.command, concurrency: 8, retries: 0 };
    const { results, summary } = await followed(sendFiles({ ...service.sending(40), ...options }));
    expect(summary).toMatchObject({ delivered: 40, failed: 0, complete: true });
    expect(new Set(results.map(({ attempts }) => attempts))).toEqual(new Set([1]));
    expect(service.statuses.filter((status) => status === 401).length).toBeGreaterThan(0);
    expect(service.runCount).toBe(2);
  });

  test.each([
    ["of batches", { protocol: "tfserving", model: "m", batch: 4, batchTimeoutMs: "1m" }],
    ["of a route", { routes: ["**=URL"] }],
    ["of a mirror", { mirror: "URL" }],
  ] as const)("for requests %s, too", async (_, given) => {
    await using service = await GuardedService.start(3);
    service.body = () => ({ predictions: [1, 2, 3, 4] });
    const options = JSON.parse(
      JSON.stringify(given).replaceAll("URL", `${service.url}/other`),
    ) as object;
    const run = sendFiles({ ...service.sending(20), ...options, tokenCommand: service.command });
    const { summary } = await followed(run);
    expect(summary).toMatchObject({ delivered: 20, failed: 0 });
    if ("mirror" in given) expect(summary.mirror).toMatchObject({ failed: 0 });
    expect(service.statuses).toContain(401);
    expect(service.runCount).toBe(2);
  });

  test("from a header file, which goes before --header", async () => {
    await using service = await GuardedService.start(5);
    const headers = { authorization: "Bearer of-no-use" };
    const options = { headers, headerFile: service.path("headers") };
    const { summary, events } = await followed(sendFiles({ ...service.sending(20), ...options }));
    expect(summary).toMatchObject({ delivered: 20, failed: 0 });
    expect(service.statuses).toContain(401);
    expect(events.filter(({ type }) => type === "warningRaised")).toEqual([]);
  });
});

describe("a token that cannot be read again", () => {
  test("is an outage with its own reason, reported once, and frames wait for its end", async () => {
    await using service = await GuardedService.start(5);
    service.onExpiry = () => {};
    const tokenCommand = `${service.command} && if grep -q ${FIRST} '${service.path("token")}' && [ $(wc -l < '${service.path("runs")}') -gt 1 ]; then echo 'log in first' >&2; exit 3; fi`;
    const run = sendFiles({ ...service.sending(30), tokenCommand, concurrency: 8, retries: 0 });
    const { events, summary } = await followed(run, ({ type }) => {
      if (type === "serviceLost") service.give(SECOND);
    });
    const lost = events.filter(({ type }) => type === "serviceLost");
    expect(lost).toEqual([
      expect.objectContaining({
        reason:
          "the service answered 401, and the command of `tokenCommand` ended with exit code 3: log in first",
      }),
    ]);
    expect(summary).toMatchObject({ delivered: 30, failed: 0 });
  });

  test("leaves the 401 a rejection when it is the same as before", async () => {
    await using service = await GuardedService.start(0);
    service.onExpiry = () => {};
    const run = sendFiles({ ...service.sending(3), tokenCommand: service.command, concurrency: 3 });
    const { results, summary } = await followed(run);
    expect(summary).toMatchObject({ delivered: 0, failed: 3 });
    expect(results.map(({ status, attempts }) => [status, attempts])).toEqual(
      Array.from({ length: 3 }, () => [401, 1]),
    );
    expect(service.postCount).toBe(3);
    expect(new Set(service.statuses)).toEqual(new Set([401]));
  });
});

test("P34: neither the first token nor the one that was read later is revealed or written down", async () => {
  await using service = await GuardedService.start(5);
  service.body = (authorization) => ({ who: authorization, base64: btoa(authorization.slice(7)) });
  const run = sendFiles({ ...service.sending(20), tokenCommand: service.command });
  const { events, results, summary } = await followed(run);
  expect(summary).toMatchObject({ delivered: 20 });
  expect(results.map(({ response }) => response)).toEqual(
    Array.from({ length: 20 }, () => ({ who: "Bearer ***", base64: "***" })),
  );
  const told = JSON.stringify([events, summary]) + readFileSync(summary.results, "utf8");
  for (const token of [FIRST, SECOND])
    for (const form of [token, btoa(token)]) expect(told).not.toContain(form);
});
