import { describe, expect, test } from "vitest";
import type { SendProbe } from "../../../src/core/service/probe-request.ts";
import { routeProbe } from "../../../src/protocols/probes.ts";
import { awaitReady } from "../../../src/submitter/http/await-ready.ts";
import { answerOf } from "../../support/samples/sample-answer.ts";
import { FakeClock } from "../../support/clock/fake-clock.ts";

const never = new AbortController().signal;

/** Answers in turn, the last one for ever. */
function answering(...statuses: readonly number[]): { ask: SendProbe; asked: string[] } {
  const asked: string[] = [];
  const ask: SendProbe = async ({ method, address }) => {
    asked.push(`${method} ${address}`);
    const status = statuses[Math.min(asked.length, statuses.length) - 1] ?? 0;
    return status === 0
      ? { fault: "unreachable", reason: "connection refused" }
      : answerOf(status, status === 200 ? "" : "loading");
  };
  return { ask, asked };
}

function waited(statuses: readonly number[], waitMs: number, signal = never) {
  const told: string[] = [];
  const { ask, asked } = answering(...statuses);
  const options = {
    service: "http://h",
    probe: routeProbe("/ready"),
    sendProbe: ask,
    clock: new FakeClock({ isInstant: true }),
    waitMs,
    report: (reason: string) => told.push(reason),
  };
  return awaitReady(options, signal).then((reason) => ({ reason, told, asked }));
}

describe("waiting for a service", () => {
  test("is over at once when it is ready", async () => {
    expect(await waited([200], 60_000)).toEqual({
      reason: null,
      told: [],
      asked: ["GET http://h/ready"],
    });
  });

  test("reports each new reason once, and ends when the service is ready", async () => {
    const { reason, told, asked } = await waited([0, 0, 503, 503, 503, 200], 60_000);
    expect(reason).toBeNull();
    expect(told).toEqual(["connection refused", "it answers 503: loading"]);
    expect(asked).toHaveLength(6);
  });

  test("ends at the deadline with the last reason", async () => {
    const { reason, asked } = await waited([0, 503], 2000);
    expect(reason).toBe("it answers 503: loading");
    expect(asked).toHaveLength(5);
  });

  test("asks once where nothing is to be waited for, or nobody waits any more", async () => {
    expect((await waited([503], 0)).asked).toHaveLength(1);
    expect((await waited([503], 60_000, AbortSignal.abort())).asked).toHaveLength(1);
  });
});
