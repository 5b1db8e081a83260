import { describe, expect, test } from "vitest";
import type { RunEvent } from "../../../src/core/events/run-event.ts";
import { LimitedSlots } from "../../../src/submitter/limit/limited-slots.ts";
import type { Limiter, LimitMove } from "../../../src/submitter/limit/limiter.ts";
import type { RequestOutcome } from "../../../src/submitter/faults.ts";
import { Slots } from "../../../src/submitter/limit/slots.ts";
import type { EndedRequest } from "../../../src/submitter/limit/window-meter.ts";
import type { SendResult } from "../../../src/submitter/send-result.ts";
import { FakeClock } from "../../support/clock/fake-clock.ts";
import { SERVICE } from "../../support/stages/submitter-run.ts";

/** Wants one more after each request, and keeps what it is told. */
class Greedy implements Limiter {
  readonly firstReason = "to begin with";
  readonly heard: (RequestOutcome | "lost" | "afresh")[] = [];
  readonly waiting: boolean[] = [];
  limit = 2;

  get settledLimit(): number {
    return this.limit;
  }

  requestStarted(): void {}

  requestEnded({ outcome, isFrameWaiting }: EndedRequest): LimitMove | null {
    this.heard.push(outcome);
    this.waiting.push(isFrameWaiting);
    this.limit += 1;
    return { limit: this.limit, reason: "more, please" };
  }

  requestLost(): void {
    this.heard.push("lost");
  }

  startAfresh(): void {
    this.heard.push("afresh");
  }
}

function parts({ framesPerRequest = 1, isOutage = false } = {}) {
  const [limiter, slots, events] = [new Greedy(), new Slots(1), [] as RunEvent[]];
  const limited = new LimitedSlots({
    ...{
      service: SERVICE,
      limiter,
      slots,
      framesPerRequest,
      clock: new FakeClock({ isInstant: true }),
    },
    emit: (event) => void events.push(event),
  });
  const end = (startedMs: number, result: SendResult): void => {
    const { isFrameWaiting } = limited;
    limited.requestEnded(startedMs, result, { isOutage, isFrameWaiting });
  };
  return { limiter, slots, events, limited, end };
}

function sendingOf(
  kind: "accepted" | "unavailable",
  fault: SendResult["fault"] = null,
): SendResult {
  const common = { status: null, response: null };
  if (kind === "accepted") return { verdict: { kind, ...common, status: 200 }, fault };
  return { verdict: { kind, ...common, reason: "", waitMs: null }, fault };
}

describe("limited slots", () => {
  test("follow the limiter, and tell where it went and why", () => {
    const { slots, events, limited, end } = parts();
    expect(slots.count).toBe(2);
    end(limited.requestStarted(), sendingOf("accepted"));
    expect(slots.count).toBe(3);
    expect(events).toEqual([
      { type: "limitChanged", service: SERVICE, limit: 2, reason: "to begin with" },
      { type: "limitChanged", service: SERVICE, limit: 3, reason: "more, please" },
    ]);
  });

  test("are as many for each request as frames share it", () => {
    const { slots, limited, end } = parts({ framesPerRequest: 8 });
    expect([slots.count, limited.limit]).toEqual([16, 2]);
    end(limited.requestStarted(), sendingOf("accepted"));
    expect([slots.count, limited.limit]).toEqual([24, 3]);
  });

  test("tell the limiter what a request says about load, and nothing of our own troubles", () => {
    const { limiter, end } = parts();
    const faults = [
      "timeout",
      "resourcesExhausted",
      "reset",
      "unreachable",
      "changed",
      "unreadable",
    ] as const;
    end(0, sendingOf("accepted"));
    end(0, sendingOf("unavailable"));
    for (const fault of faults) end(0, sendingOf("unavailable", fault));
    expect(limiter.heard).toEqual([
      ...([
        "answered",
        "unavailable",
        "timeout",
        "unavailable",
        "transientError",
        "transientError",
      ] as const),
      ...(["lost", "lost"] as const),
    ]);
  });

  test("keep an outage from the limiter", () => {
    const { limiter, slots, end } = parts({ isOutage: true });
    end(0, sendingOf("unavailable"));
    expect(limiter.heard).toEqual(["lost", "afresh"]);
    expect(slots.count).toBe(2);
  });

  test("say whether a frame waits", async () => {
    const { limiter, slots, end } = parts();
    const { promise: gate, resolve: open } = Promise.withResolvers<void>();
    await Promise.all([slots.begin(() => gate), slots.begin(() => gate)]);
    end(0, sendingOf("unavailable", "changed"));
    const third = slots.begin(async () => {});
    end(0, sendingOf("accepted"));
    expect(limiter.waiting).toEqual([true]);
    open();
    await third;
    await slots.idle();
  });
});
