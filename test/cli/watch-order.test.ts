import { utimesSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { DeliveryCommand } from "../support/program/delivery-command.ts";

const ONE_AT_A_TIME = ["-c", "1"];

/** Names such as `old007.jpg`. */
function names(stem: string, count: number): string[] {
  return Array.from({ length: count }, (_, at) => `${stem}${String(at).padStart(3, "0")}.jpg`);
}

/** Greatest number of arrivals in a row of which none is wanted. */
function maxGap(arrivals: readonly string[], isWanted: (name: string) => boolean): number {
  let gap = 0;
  let longest = 0;
  for (const name of arrivals) {
    gap = isWanted(name) ? 0 : gap + 1;
    longest = Math.max(longest, gap);
  }
  return longest;
}

const isOld = (name: string): boolean => name.startsWith("old");
const isLive = (name: string): boolean => name.startsWith("live");

describe("files that are there already are taken", () => {
  test.each([
    ["oldest", ["c.jpg", "a.jpg", "d.jpg", "b.jpg"]],
    ["newest", ["b.jpg", "d.jpg", "a.jpg", "c.jpg"]],
    ["name", ["a.jpg", "b.jpg", "c.jpg", "d.jpg"]],
  ])("with --order %s in that order", async (order, expected) => {
    await using delivery = await DeliveryCommand.open();
    const byAge = ["c.jpg", "a.jpg", "d.jpg", "b.jpg"];
    for (const [age, name] of byAge.entries()) {
      delivery.land(`in/${name}`);
      utimesSync(delivery.path("in", name), 1_700_000_000 + age, 1_700_000_000 + age);
    }
    const words = ["in", "--order", order, ...ONE_AT_A_TIME];
    await delivery.run(["watch", ...words, "--until-idle", "300ms"]);
    expect(delivery.arrivals).toEqual(expected);
    await delivery.run(["send", ...words, "--restart"]);
    expect(delivery.arrivals.slice(4)).toEqual(expected);
  });

  test("with an order that does not exist is a usage error", async () => {
    await using delivery = await DeliveryCommand.open();
    const { exitCode, stderr } = await delivery.run(["watch", "in", "--order", "best"]);
    expect(exitCode).toBe(2);
    expect(stderr).toContain("--order: must be one of oldest, newest, name");
  });
});

describe("a watch of a service that is slower than the frames come", () => {
  test("sends a new frame before an old backlog", async () => {
    const landed = Promise.withResolvers<void>();
    await using delivery = await DeliveryCommand.open({
      answer: async (_, number) => {
        // However late a busy machine lets the new ones land, the backlog is still there.
        if (number === 0) await landed.promise;
        return { delayMs: 5 };
      },
    });
    const old = names("old", 220);
    delivery.land(...old.map((name) => `in/${name}`));
    const run = delivery.start(["watch", "in", "--max-frames", "223", ...ONE_AT_A_TIME]);
    await expect.poll(() => delivery.arrivals.length).toBeGreaterThan(0);
    delivery.land("in/live1.jpg", "in/live2.jpg", "in/live3.jpg");
    landed.resolve();
    expect((await run.ended).exitCode).toBe(0);
    expect(delivery.arrivals).toHaveLength(223);
    const lastLive = delivery.arrivals.findLastIndex(isLive);
    expect(delivery.arrivals.slice(lastLive).filter(isOld).length).toBeGreaterThan(60);
  });

  test("sends an old backlog while more new frames land than are delivered", async () => {
    let landed = 0;
    const landTwo = (): object => {
      delivery.land(`in/live${(landed += 1)}.jpg`, `in/live${(landed += 1)}.jpg`);
      return {};
    };
    await using delivery = await DeliveryCommand.open({ answer: landTwo });
    delivery.land(...names("old", 220).map((name) => `in/${name}`));
    const run = delivery.start(["watch", "in", ...ONE_AT_A_TIME]);
    await expect.poll(() => delivery.arrivals.length).toBeGreaterThan(300);
    run.process.kill("SIGTERM");
    expect((await run.ended).exitCode).toBe(0);
    // By then the frames that were queued before the first new one landed are through.
    const arrivals = delivery.arrivals.slice(100, 300);
    expect(arrivals.filter(isLive).length).toBeGreaterThan(0);
    expect(maxGap(arrivals, isOld)).toBeLessThanOrEqual(10);
    expect(maxGap(arrivals, isLive)).toBeLessThanOrEqual(10);
  });

  test("does not keep a folder with few frames waiting for one with many", async () => {
    await using delivery = await DeliveryCommand.open({ answer: () => ({ delayMs: 5 }) });
    const few = names("few", 5);
    delivery.land(...names("old", 220).map((name) => `many/${name}`));
    delivery.land(...few.map((name) => `few/${name}`));
    const run = delivery.start(["watch", "many", "few", "--max-frames", "225", ...ONE_AT_A_TIME]);
    expect((await run.ended).exitCode).toBe(0);
    const lastOfFew = delivery.arrivals.findLastIndex((name) => name.startsWith("few"));
    expect(delivery.arrivals.slice(0, lastOfFew + 1).filter(isOld).length).toBeLessThan(100);
    expect(delivery.arrivals).toHaveLength(225);
  });
});
