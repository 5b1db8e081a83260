import { readdirSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { describe, expect, test } from "vitest";
import {
  childrenOf,
  droppedEarly,
  isBalanced,
  moreFrames,
  PATIENT,
  saysSo,
} from "../../support/cameras/camera-run.ts";
import { filmIndexes, holesIn } from "../../support/cameras/film-indexes.ts";
import { RtspCamera } from "../../support/cameras/rtsp-camera.ts";
import { frameIndexOfImage } from "../../support/frames/frame-index-of-image.ts";
import { DeliveryCommand } from "../../support/program/delivery-command.ts";
import { stateOf } from "../../support/program/ffmpeg-processes.ts";

const TEST_PICTURE = "lavfi:testsrc2=size=64x48:rate=25";

/** Reason of a frame that a killed run has left. */
const LEFT = "the run in which it came ended before it was delivered";

/** Images in the spool of the only job. */
function spooledIn(delivery: DeliveryCommand): readonly string[] {
  const files = readdirSync(delivery.path("state"), { recursive: true, encoding: "utf8" });
  const names = files.filter((file) => /frames\/frame_\d+\.jpg$/u.test(file));
  return names.map((name) => join(delivery.path("state"), name)).toSorted();
}

describe("a run of a camera ends", () => {
  test("after --max-frames, with 0", async () => {
    await using delivery = await DeliveryCommand.open();
    const { exitCode, summary } = await delivery.run(["run", TEST_PICTURE, "--max-frames", "7"]);
    expect(exitCode).toBe(0);
    expect(summary).toMatchObject({ landed: 7, delivered: 7, complete: true, aborted: false });
  });

  test("and its job cannot be annotated, since its pictures are gone", async () => {
    await using delivery = await DeliveryCommand.open();
    const { summary } = await delivery.run(["run", TEST_PICTURE, "--max-frames", "1"]);
    const { exitCode, stderr } = await delivery.plain(["annotate", summary.job, "-o", "x.mp4"]);
    expect([exitCode, stderr]).toEqual([2, expect.stringContaining("is of a camera")]);
  });

  test("after --duration, with 0 and everything delivered", async () => {
    await using delivery = await DeliveryCommand.open();
    const { exitCode, summary } = await delivery.run(["run", TEST_PICTURE, "--duration", "12"]);
    expect(exitCode).toBe(0);
    expect(summary).toMatchObject({ failed: 0, pending: 0, complete: true, aborted: false });
    expect(summary.delivered).toBeGreaterThan(0);
  });

  test.each(["SIGINT", "SIGTERM"] as const)("by %s, with 0", async (signal) => {
    await using delivery = await DeliveryCommand.open();
    const run = delivery.start(["run", TEST_PICTURE]);
    await moreFrames(delivery, 3);
    const children = childrenOf(run.pid);
    expect(children.length).toBeGreaterThan(0);
    const { exitCode, summary } = await run.stop(signal);
    expect(exitCode).toBe(0);
    expect(summary).toMatchObject({ aborted: true, problems: [], failed: 0 });
    expect(children.map(stateOf)).toEqual(children.map(() => undefined));
  });
});

test("a run that is killed leaves no ffmpeg, and the next one sends nothing that it has seen", async () => {
  await using camera = await RtspCamera.open();
  let isOpen = false;
  await using delivery = await DeliveryCommand.open({
    answer: () => (isOpen ? {} : { kind: "hang" }),
  });
  const words = ["run", `rtsp://${camera.host}/live`];
  const killed = delivery.start(words);
  await expect.poll(() => spooledIn(delivery).length, PATIENT).toBeGreaterThan(8);
  const children = childrenOf(killed.pid);
  await killed.stop("SIGKILL");
  await expect.poll(() => children.map(stateOf).filter(Boolean), PATIENT).toEqual([]);
  const seenBefore = spooledIn(delivery);
  const last = seenBefore.at(-1) ?? "";
  const lastSeen = (await frameIndexOfImage(readFileSync(last))) ?? -1;
  expect(lastSeen).toBeGreaterThan(0);
  const requestsBefore = delivery.service.requestCount;
  isOpen = true;
  const next = delivery.start(words);
  await saysSo(next, "→");
  await expect
    .poll(() => delivery.service.requestCount, PATIENT)
    .toBeGreaterThan(requestsBefore + 5);
  const exit = await next.stop();
  const { exitCode, results } = exit;
  expect(exitCode).toBe(0);
  const fresh = delivery.service.requests.filter(({ number }) => number >= requestsBefore);
  const indexes = await filmIndexes(fresh);
  expect(Math.min(...indexes)).toBeGreaterThan(lastSeen);
  expect(holesIn(indexes)).toBe(0);
  const left = results.filter(({ reason }) => reason === LEFT);
  expect(left.map(({ frame }) => frame)).toEqual(seenBefore.map((path) => basename(path)));
  expect(new Set(left.map(({ outcome }) => outcome))).toEqual(new Set(["dropped"]));
  expect(next.stderr).toContain(`${left.length} frames were left by an earlier run`);
  expect(isBalanced(exit)).toBe(true);
  const others = results.filter((result) => !left.includes(result));
  const names = others.map(({ frame }) => frame).toSorted();
  expect(names[0]?.localeCompare(basename(last))).toBe(1);
  expect(spooledIn(delivery)).toEqual([]);
});

test("a run that is stopped while its service is away has its last frames on record as dropped", async () => {
  let isOpen = false;
  await using delivery = await DeliveryCommand.open({
    answer: () => (isOpen ? {} : { status: 503 }),
  });
  const run = delivery.start(["run", TEST_PICTURE]);
  await expect.poll(() => spooledIn(delivery).length, PATIENT).toBeGreaterThan(8);
  const stopped = await run.stop("SIGINT");
  const { exitCode, stderr, summary, results } = stopped;
  expect([exitCode, isBalanced(stopped)]).toEqual([0, true]);
  expect(summary).toMatchObject({ pending: 0, delivered: 0, problems: [] });
  expect(summary.dropped).toBeGreaterThan(8);
  expect(stderr).toContain(`■ stopped, 0 frames delivered, ${summary.dropped} dropped`);
  const dropped = results.filter(({ outcome }) => outcome === "dropped");
  expect(dropped.length).toBe(summary.dropped);
  for (const { capturedAt } of dropped) expect(capturedAt).toMatch(/Z$/u);
  expect(spooledIn(delivery)).toEqual([]);
  isOpen = true;
  const next = await delivery.run(["run", TEST_PICTURE, "--max-frames", "1"]);
  expect(next.summary).toMatchObject({ landed: 1, delivered: 1, dropped: 0, pending: 0 });
});

test("a service that is away gets what is seen now when it is back, and the oldest were dropped", async () => {
  await using camera = await RtspCamera.open();
  let isOpen = false;
  await using delivery = await DeliveryCommand.open({
    answer: () => (isOpen ? {} : { status: 503 }),
  });
  const words = ["run", `rtsp://${camera.host}/live`, "--max-backlog", "3", "-v"];
  const run = delivery.start([...words, "-c", "1"]);
  await saysSo(run, "dropped as the oldest, because 3 frames were waiting");
  await expect
    .poll(() => run.stderr.split("dropped as the oldest").length, PATIENT)
    .toBeGreaterThan(20);
  // Dropped images leave the spool: besides 3 that wait and one in flight, it holds what is being written now.
  expect(spooledIn(delivery).length).toBeLessThan(15);
  isOpen = true;
  await saysSo(run, "delivered  ");
  const { exitCode, summary, results } = await run.stop();
  expect(exitCode).toBe(0);
  expect(summary.dropped).toBeGreaterThanOrEqual(20);
  expect(summary).toMatchObject({ failed: 0, problems: [] });
  const delivered = results.filter(({ outcome }) => outcome === "delivered");
  expect(delivered.length).toBeGreaterThan(0);
  for (const { capturedAt, captureToAnswerMs } of delivered) {
    expect(Date.parse(capturedAt ?? "")).toBeGreaterThan(0);
    expect(captureToAnswerMs).toBeGreaterThan(0);
  }
  expect(spooledIn(delivery)).toEqual([]);
});

test("a service that is slow gets every frame with --when-full block", async () => {
  await using delivery = await DeliveryCommand.open({
    answer: () => new Promise((resolve) => setTimeout(() => resolve({}), 100)),
  });
  const words = ["run", TEST_PICTURE, "--max-frames", "30", "-c", "1"];
  const { summary } = await delivery.run([...words, "--when-full", "block"]);
  expect(summary).toMatchObject({ landed: 30, delivered: 30, dropped: 0 });
});

test("a spool that is full ends the connection until there is room, and that is a gap", async () => {
  let isOpen = false;
  await using delivery = await DeliveryCommand.open({
    answer: () => (isOpen ? {} : { status: 503 }),
  });
  const words = ["run", TEST_PICTURE, "--when-full", "block", "--spool-size", "100kB"];
  const run = delivery.start(words);
  await saysSo(run, "there is no room for its frames");
  expect(run.stderr).toMatch(
    /waits, since there is no room for its frames: the spool \/\S+ is full: --spool-size allows 100 kB\n/u,
  );
  isOpen = true;
  await saysSo(run, `${TEST_PICTURE} is back after `);
  const exit = await run.stop();
  const { exitCode, summary } = exit;
  expect(exitCode).toBe(0);
  expect(summary.gaps.count).toBeGreaterThan(0);
  expect(summary).toMatchObject({ failed: 0, pending: 0, problems: [] });
  expect(droppedEarly(exit)).toEqual([]);
});

test("frames of a camera that were rejected are sent again by its address", async () => {
  let isMended = false;
  await using delivery = await DeliveryCommand.open({
    answer: () => ({ status: isMended ? 200 : 422 }),
  });
  const first = await delivery.run(["run", TEST_PICTURE, "--max-frames", "3"]);
  expect(first).toMatchObject({ exitCode: 3, summary: { failed: 3, delivered: 0 } });
  isMended = true;
  const second = await delivery.run(["resubmit", TEST_PICTURE]);
  expect(second).toMatchObject({ exitCode: 0, summary: { delivered: 3 } });
  const captures = first.results.map((result) => [result.frame, result.capturedAt]);
  expect(captures[0]?.[1]).toMatch(/^\d{4}-.*Z$/u);
  const again = second.results.slice(-3).map((result) => [result.frame, result.capturedAt]);
  expect(again).toEqual(expect.arrayContaining(captures));
  const third = await delivery.run(["run", TEST_PICTURE, "--max-frames", "2"]);
  const frames = [first, third].flatMap(({ results }) => results.map(({ frame }) => frame));
  expect(new Set(frames).size).toBe(5);
  expect(spooledIn(delivery)).toEqual([]);
});
