import { describe, expect, test } from "vitest";
import { hasNoNats, NatsServer } from "../../support/brokers/nats-server.ts";
import { withManager } from "../../support/brokers/nats-test-engine.ts";
import { openNats } from "../../support/brokers/open-broker.ts";
import { partsOf, statesOf } from "../../support/brokers/setup-parts.ts";
import { sampleFrame } from "../../support/brokers/sample-messages.ts";

const never = new AbortController().signal;

describe.skipIf(hasNoNats)("the queues of a NATS broker", () => {
  test("are left alone where they differ, with the tools that change them", async () => {
    await using server = await NatsServer.start();
    await using broker = await openNats(server.url);
    await partsOf(broker, "setUp");
    const [frames] = await partsOf(broker, "setUp", { maxSizeBytes: 10_000_000 });
    expect(frames?.remedy).toContain("frameferry changes nothing that exists");
  });

  test("of others' making are told apart from what is needed, with what follows", async () => {
    await using server = await NatsServer.start();
    await withManager(server, async ({ streams, consumers }) => {
      const subjects = ["frames.>"];
      const settings = { retention: "limits", storage: "memory", discard: "old" } as const;
      const bounds = { max_msg_size: 500_000, max_msgs_per_subject: 5, duplicate_window: 1e9 };
      await streams.add({ name: "FRAMES", subjects, ...settings, ...bounds, max_bytes: 1_000_000 });
      const few = { max_deliver: 3, ack_wait: 1e9, max_ack_pending: 64 };
      await consumers.add("FRAMES", {
        durable_name: "workers",
        ack_policy: "none",
        ...few,
        max_ack_pending: 0,
      });
    });
    await using broker = await openNats(server.url);
    const [frames, , workers] = await partsOf(broker, "setUp");
    expect(frames?.differences).toEqual([
      "its retention is limits, so that messages stay when they are done; needed is workqueue",
      "it lies in memory, so that a restart loses all of it",
      "it removes its oldest messages when it is full, where it should refuse new ones",
      "it keeps only 5 messages of each source",
      "it takes messages of 500000 bytes at most, whatever max_payload is",
      "it recognizes repeats for 1.0 s only, so that a message may be stored twice",
      "its largest size is 1 MB, not 20 MB",
    ]);
    expect(workers?.differences).toEqual([
      "its acknowledgements are none, so that a worker that dies loses messages; needed are explicit ones",
      "it gives a message up after 3 deliveries",
      "it hands a message out again after 1.0 s, while it is still worked on",
    ]);
  });

  test("that cannot be made are refused with the option to change, and nothing else is made of them", async () => {
    await using server = await NatsServer.start();
    await using broker = await openNats(server.url);
    const tooLarge = await partsOf(broker, "setUp", { maxSizeBytes: 50_000_000_000 });
    expect(statesOf(tooLarge)).toEqual(["stream FRAMES: refused", "stream RESULTS: refused"]);
    expect(tooLarge[0]?.remedy).toContain("--max-size");
    const [replicated] = await partsOf(broker, "setUp", { replicas: 3 });
    expect(replicated?.remedy).toContain("--replicas");
    await withManager(server, async ({ streams }) => {
      await streams.add({ name: "OTHERS", subjects: ["frames.>"] });
    });
    const [taken] = await partsOf(broker, "setUp");
    expect(taken).toMatchObject({
      state: "refused",
      remedy: expect.stringContaining("another queue"),
    });
    expect(await broker.publishFrame(sampleFrame(), never)).toMatchObject({
      kind: "missing",
      reason: expect.stringContaining("belongs to another stream"),
    });
  });
});
