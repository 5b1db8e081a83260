import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { systemClock } from "../../../src/core/concurrency/clock.ts";

const NEVER = new AbortController().signal;

let warnings: string[] = [];
const onWarning = ({ name }: Error): void => void warnings.push(name);

beforeEach(() => {
  warnings = [];
  process.on("warning", onWarning);
});

afterEach(() => void process.off("warning", onWarning));

describe("the clock of the system", () => {
  test("is at once over with a time that is past, and Node warns of nothing", async () => {
    await systemClock.sleep(-0.0014, NEVER);
    await systemClock.sleep(-5000, NEVER);
    expect(warnings).toEqual([]);
  });

  test.each([30 * 86_400_000, Number.POSITIVE_INFINITY])(
    "sleeps longer than a timer of Node can: %d ms",
    async (delayMs) => {
      const ending = new AbortController();
      const long = systemClock.sleep(delayMs, ending.signal).then(
        () => "over",
        () => "aborted",
      );
      const short = systemClock.sleep(50, NEVER).then(() => "first");
      expect(await Promise.race([long, short])).toBe("first");
      ending.abort();
      expect(await long).toBe("aborted");
      expect(warnings).toEqual([]);
    },
  );
});
