import { describe, expect, test } from "vitest";
import { DeliveryCommand } from "../support/program/delivery-command.ts";

describe("a watch that gets a signal", () => {
  test.each(["SIGINT", "SIGTERM"] as const)(
    "by %s finishes what is in flight, sends nothing new and ends with 0",
    async (signal) => {
      const gate = Promise.withResolvers<object>();
      await using delivery = await DeliveryCommand.open({ answer: () => gate.promise });
      for (let index = 0; index < 60; index += 1) delivery.land(`in/${index}.jpg`);
      const run = delivery.start(["watch", "in", "-c", "4"]);
      await expect.poll(() => delivery.service.requests.length).toBe(4);
      run.process.kill(signal);
      await expect.poll(() => run.stderr).toContain("finishing what is in flight");
      delivery.land("in/late.jpg");
      gate.resolve({});
      const { exitCode, summary, results } = await run.ended;
      expect(exitCode).toBe(0);
      expect(summary).toMatchObject({ delivered: 4, failed: 0, complete: false, problems: [] });
      expect(summary.landed).toBe(summary.delivered + summary.pending);
      expect(results).toHaveLength(4);
      expect(delivery.service.requestCount).toBe(4);
    },
  );

  test("sends at its next start what was left, and nothing twice", async () => {
    const gate = Promise.withResolvers<object>();
    await using delivery = await DeliveryCommand.open({ answer: () => gate.promise });
    for (let index = 0; index < 30; index += 1) delivery.land(`in/${index}.jpg`);
    const run = delivery.start(["watch", "in", "-c", "4"]);
    await expect.poll(() => delivery.service.requests.length).toBe(4);
    run.process.kill("SIGTERM");
    await expect.poll(() => run.stderr).toContain("finishing what is in flight");
    gate.resolve({});
    await run.ended;
    await delivery.run(["watch", "in", "--until-idle", "300ms"]);
    expect(delivery.arrived).toHaveLength(30);
    expect(new Set(delivery.arrived).size).toBe(30);
  });

  test.each([
    ["SIGINT", 130],
    ["SIGTERM", 143],
  ] as const)("by a second %s ends at once, with %i", async (signal, code) => {
    await using delivery = await DeliveryCommand.open({ answer: () => ({ kind: "hang" }) });
    delivery.land("in/a.jpg");
    const run = delivery.start(["watch", "in"]);
    await expect.poll(() => delivery.service.requests.length).toBe(1);
    run.process.kill(signal);
    await expect.poll(() => run.stderr).toContain("finishing what is in flight");
    run.process.kill(signal);
    const { exitCode, summary } = await run.ended;
    expect(exitCode).toBe(code);
    expect(summary).toMatchObject({ landed: 1, delivered: 0, failed: 0, pending: 1 });
  });

  test("ends while its folder is missing and its service is away", async () => {
    await using delivery = await DeliveryCommand.open({ answer: () => ({ status: 503 }) });
    delivery.land("in/a.jpg");
    const run = delivery.start(["watch", "in", "missing", "--retries", "1000"]);
    await expect.poll(() => delivery.service.requests.length).toBeGreaterThan(0);
    run.process.kill("SIGTERM");
    const { exitCode, summary } = await run.ended;
    expect(exitCode).toBe(0);
    expect(summary).toMatchObject({ landed: 1, pending: 1 });
  });
});
