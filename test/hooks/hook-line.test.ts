import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { DeliveryProblem } from "../../src/hooks/delivery/delivery.ts";
import { commandDelivery } from "../../src/hooks/delivery/run-command.ts";
import { HookLine } from "../../src/hooks/hook-line.ts";
import { temporaryFolder } from "../support/files/temporary-folder.ts";
import { FakeClock } from "../support/clock/fake-clock.ts";
import { sampleEvent } from "./sample-hook.ts";

const NEVER = new AbortController().signal;

/** A line whose deliveries end when the test says so. */
function heldLine() {
  const ends: ((problem: DeliveryProblem) => void)[] = [];
  const warnings: string[] = [];
  const clock = new FakeClock();
  const deliver = async (_: unknown, signal: AbortSignal): Promise<DeliveryProblem> =>
    await new Promise((resolve) => {
      ends.push(resolve);
      signal.addEventListener("abort", () => resolve("aborted"));
    });
  const settled: string[] = [];
  const line = new HookLine({
    ...{ clock, deliver, warn: (message) => warnings.push(message) },
    onSettled: ({ id }) => settled.push(id),
  });
  /** Ends the delivery under way, as soon as there is one. */
  const end = async (problem: DeliveryProblem): Promise<void> => {
    await expect.poll(() => ends.length).toBe(1);
    ends.pop()?.(problem);
    await new Promise(setImmediate);
  };
  return { line, clock, ends, warnings, settled, end };
}

describe("events that wait for a hook", () => {
  test("are told one after the other, and what is too much is counted and told once", async () => {
    const { line, ends, warnings, end } = heldLine();
    line.put(sampleEvent());
    await expect.poll(() => ends.length).toBe(1);
    for (let count = 0; count < 103; count += 1) line.put(sampleEvent());
    expect(line.counts).toMatchObject({ told: 0, overflowed: 3 });
    expect(ends).toHaveLength(1);
    for (let count = 0; count < 101; count += 1) await end(null);
    expect(line.counts).toEqual({ told: 101, failed: 0, overflowed: 3, untold: 0 });
    expect(warnings).toEqual([
      "cannot keep up: 100 events wait, and further ones are left out until it has told them; raise at_most_every",
    ]);
  });

  test("that could not be told are one warning in five minutes, or after a success", async () => {
    const { line, clock, warnings, end } = heldLine();
    for (let count = 0; count < 5; count += 1) line.put(sampleEvent());
    await end("it is down");
    await end("it is down");
    clock.advance(300_000);
    await end("it is down still");
    await end(null);
    await end("it is down again");
    expect(warnings).toEqual([
      "could not tell an event: it is down",
      "could not tell an event: it is down still",
      "could not tell an event: it is down again",
    ]);
    expect(line.counts).toMatchObject({ told: 1, failed: 4 });
  });

  test("are waited for at the end, until the deadline", async () => {
    const { line, ends, warnings, settled, end } = heldLine();
    const deadline = new AbortController();
    for (let count = 0; count < 4; count += 1) line.put(sampleEvent({ id: String(count) }));
    const closing = line.close(deadline.signal);
    await end(null);
    await end("it is down");
    await expect.poll(() => ends.length).toBe(1);
    deadline.abort();
    await closing;
    expect(line.counts).toEqual({ told: 1, failed: 1, overflowed: 0, untold: 2 });
    expect(warnings.at(-1)).toBe("has not told 2 events at the end");
    // What was not told is told by the next run.
    expect(settled).toEqual(["0", "1"]);
  });
});

describe("a command", () => {
  const node = (code: string, ...words: readonly string[]) => [
    process.execPath,
    "-e",
    code,
    ...words,
  ];

  test("reads the event as a line of JSON, and gets its arguments without a shell", async () => {
    await using folder = await temporaryFolder();
    const file = join(folder.path, "read");
    const code =
      'require("fs").writeFileSync(process.argv[1], process.argv[2] + require("fs").readFileSync(0, "utf8"))';
    const command = node(code, file, "$(id) *;");
    expect(await commandDelivery(command, 60_000)(sampleEvent(), NEVER)).toBeNull();
    expect(readFileSync(file, "utf8")).toBe(`$(id) *;${JSON.stringify(sampleEvent())}\n`);
  });

  test("that does not read it has no trouble, however long it is", async () => {
    const event = sampleEvent({ message: "x".repeat(1_000_000) });
    expect(await commandDelivery(node("process.exit(0)"), 60_000)(event, NEVER)).toBeNull();
  });

  test("that fails is quoted, and one that is not there is named", async () => {
    const failing = node('console.error("one\\nno such phone"); process.exit(3)');
    expect(await commandDelivery(failing, 60_000)(sampleEvent(), NEVER)).toBe(
      `${process.execPath} ended with code 3: no such phone`,
    );
    expect(await commandDelivery(["no-such-program"], 60_000)(sampleEvent(), NEVER)).toBe(
      "there is no program no-such-program",
    );
  });

  test("that hangs is killed at its timeout, with what it has started", async () => {
    await using folder = await temporaryFolder();
    const file = join(folder.path, "child");
    const command = ["sh", "-c", `sleep 1000 & echo $! > ${file}; wait`];
    expect(await commandDelivery(command, 2000)(sampleEvent(), NEVER)).toBe(
      "sh was still at work after 2.0 s, and was killed",
    );
    const child = Number(readFileSync(file, "utf8"));
    await expect.poll(() => stateOf(child)).toMatch(/^[ZX-]$/u);
  });
});

/** Letter of its state; `-` if there is no such process. */
function stateOf(pid: number): string {
  try {
    return / ([A-Z]) /u.exec(readFileSync(`/proc/${pid}/stat`, "utf8"))?.[1] ?? "?";
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
    return "-";
  }
}
