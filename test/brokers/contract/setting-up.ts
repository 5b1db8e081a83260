import { describe, expect, test } from "vitest";
import { partsOf, statesOf } from "../../support/brokers/setup-parts.ts";
import { sampleFrame } from "../../support/brokers/sample-messages.ts";
import { untilTaken } from "../../support/brokers/until-taken.ts";
import type { TestEngine } from "../../support/brokers/test-engine.ts";

const never = new AbortController().signal;

/** What holds for the queues of any broker. */
export function settingUpContract(engine: TestEngine): void {
  const { open } = engine;

  describe("the queues of a broker", () => {
    test("are missing at first, are made once, and are left alone with what they hold from then on", async () => {
      await using server = await engine.start();
      await using broker = await open(server.url);
      const names = engine.partNames(server.queue);
      const all = (state: string) => names.map((name) => `${name}: ${state}`).toSorted();
      const sortedStates = async (action: "setUp" | "compare") =>
        statesOf(await partsOf(broker, action)).toSorted();
      expect(await sortedStates("compare")).toEqual(all("missing"));
      expect(await sortedStates("setUp")).toEqual(all("made"));
      await untilTaken(async () => await broker.publishFrame(sampleFrame(), never));
      expect(await sortedStates("setUp")).toEqual(all("asNeeded"));
      const later = {
        maxSizeBytes: 10_000_000,
        maxAgeMs: 3_600_000,
        whenFull: "drop-oldest",
      } as const;
      const parts = await partsOf(broker, "setUp", later);
      const frames = parts.find(({ name }) => name === names[0]);
      expect(statesOf(parts.filter((part) => part !== frames)).toSorted()).toEqual(
        names
          .slice(1)
          .map((name) => `${name}: asNeeded`)
          .toSorted(),
      );
      expect(frames).toMatchObject({
        state: "differs",
        differences: [
          "it refuses new messages when it is full, and does not drop the oldest",
          "its largest size is 20 MB, not 10 MB",
          "it removes messages at no age, not after 1 h 00 min",
        ],
        remedy: expect.stringContaining("name another queue in the address"),
      });
      expect(await sortedStates("compare")).toEqual(all("asNeeded"));
      expect(await broker.state()).toMatchObject({ frames: { count: 1, maxBytes: 20_000_000 } });
    });

    test("are named after the path of the address, and do not know of each other", async () => {
      await using server = await engine.start();
      await using lab = await open(server.otherUrl);
      await partsOf(lab, "setUp");
      await using frames = await open(server.url);
      await partsOf(frames, "setUp");
      await untilTaken(async () => await lab.publishFrame(sampleFrame(), never));
      expect(await lab.state()).toMatchObject({ frames: { count: 1 } });
      expect(await frames.state()).toMatchObject({ frames: { count: 0 } });
    });

    test("have partitions that do not overlap, and those that exist count", async () => {
      await using server = await engine.start();
      await using broker = await open(server.url);
      const { queue } = server;
      const partitions = [`${queue}.berlin.>`, `${queue}.tokyo.>`];
      const overlapping = [`${queue}.berlin.>`, `${queue}.*.cam1`];
      expect((await partsOf(broker, "setUp", { partitions: overlapping })).at(-1)).toMatchObject({
        state: "refused",
        detail: `${queue}.berlin.> and ${queue}.*.cam1 have frames in common`,
      });
      await partsOf(broker, "setUp", { partitions });
      const named = (partition: string) => engine.partitionName(queue, partition);
      const consumers = [`${named("berlin.>")}: asNeeded`, `${named("tokyo.>")}: asNeeded`];
      const compared = await partsOf(broker, "compare");
      expect(statesOf(compared).slice(2, 4)).toEqual(consumers);
      const more = await partsOf(broker, "setUp", { partitions: [`${queue}.oslo.>`] });
      expect(statesOf(more).slice(2, 3)).toEqual([`${named("oslo.>")}: made`]);
      const late = await partsOf(broker, "setUp", { partitions: [`${queue}.*.cam1`] });
      expect(statesOf(late).slice(2, 3)).toEqual(["partitions: refused"]);
    });
  });
}
