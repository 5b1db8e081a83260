import { readFile } from "node:fs/promises";
import { basename } from "node:path";
import { describe, expect, test } from "vitest";
import { DeliveryCommand } from "../support/program/delivery-command.ts";
import { ABOVE_INDEX, motionVideo } from "../support/selection/motion-frames.ts";
import { dyingAfterFlush, framesAhead } from "../support/results/die-after-flush.ts";

/** Flushes of the results file after which the runs die, one after the other. */
const DEATHS = [1, 5, 2];
const PATHS = Array.from({ length: 100 }, (_, index) => `in/${String(index).padStart(4, "0")}.jpg`);
const RESULTS = ["--results", "all.jsonl"] as const;

/** Frames that had their line but no record when a run died, each as often as it was so. */
async function dieOften(
  command: DeliveryCommand,
  words: readonly string[],
): Promise<readonly string[]> {
  const ahead: string[] = [];
  for (const flush of DEATHS) {
    const run = command.start([...words, ...RESULTS], { environment: dyingAfterFlush(flush) });
    const frames = await framesAhead(run, command.path("all.jsonl"), command.path("state"));
    expect(frames).not.toEqual([]);
    ahead.push(...frames);
  }
  return ahead;
}

/** What the lines of the file are of: a frame, or the event of a motion. */
async function linesOf(command: DeliveryCommand): Promise<readonly string[]> {
  const text = await readFile(command.path("all.jsonl"), "utf8");
  const lines = text
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as Record<string, unknown>);
  return lines.map(({ type = "frame", frame }) => `${String(type)} ${basename(String(frame))}`);
}

const SLOW = { answer: () => ({ delayMs: 10 }) };

describe("a results file has one line of each frame, however often runs were killed", () => {
  test.each([
    ["send", ["send", "in", "--concurrency", "4"]],
    ["watch", ["watch", "in", "--concurrency", "4", "--until-idle", "1s"]],
  ])("of %s", async (_, words) => {
    await using command = await DeliveryCommand.open(SLOW);
    command.land(...PATHS);
    const ahead = await dieOften(command, words);
    const exit = await command.run([...words, ...RESULTS]);
    expect(exit).toMatchObject({ exitCode: 0, summary: { complete: true } });
    // Each of these was answered again, and would have another line of that answer.
    const answered = command.arrivals.map((name) => basename(name));
    for (const frame of new Set(ahead))
      expect(answered.filter((name) => name === frame).length).toBeGreaterThan(1);
    const lines = await linesOf(command);
    expect(lines.toSorted()).toEqual(PATHS.map((path) => `frame ${basename(path)}`));
  });

  test("of run, and one of the beginning and of the end of each motion", async () => {
    await using command = await DeliveryCommand.open(SLOW);
    const [count, spans] = [140, [20, 50, 80, 110].map((from) => [from, from + 15] as const)];
    await motionVideo(command.path("clip.mp4"), count, spans);
    const motion = ["--motion", "1%", "--region", ABOVE_INDEX];
    const words = ["run", "clip.mp4", ...motion, "--concurrency", "4"];
    await dieOften(command, words);
    const exit = await command.run([...words, ...RESULTS]);
    expect(exit).toMatchObject({ exitCode: 0, summary: { complete: true } });
    const lines = await linesOf(command);
    expect(lines.filter((line) => line.startsWith("frame "))).toHaveLength(count);
    expect(lines.filter((line) => line.startsWith("motionStarted "))).toHaveLength(spans.length);
    expect(lines.filter((line) => line.startsWith("motionEnded "))).toHaveLength(spans.length);
    expect(new Set(lines).size).toBe(lines.length);
  });

  test("and another one of a frame that was replaced by another picture after the kill", async () => {
    await using command = await DeliveryCommand.open(SLOW);
    command.land(...PATHS.slice(0, 4));
    const words = ["send", "in", "--concurrency", "1", ...RESULTS];
    const run = command.start(words, { environment: dyingAfterFlush(1) });
    const ahead = await framesAhead(run, command.path("all.jsonl"), command.path("state"));
    const frame = ahead[0] ?? "";
    command.land(`in/${frame}`);
    const exit = await command.run(words);
    expect(exit).toMatchObject({ exitCode: 0, summary: { complete: true } });
    const lines = await linesOf(command);
    expect(lines.filter((line) => line === `frame ${frame}`)).toHaveLength(2);
  });
});
