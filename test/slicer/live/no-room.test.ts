import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { eventLine } from "../../../src/cli/progress/event-line.ts";
import type { RunEvent } from "../../../src/core/events/run-event.ts";
import { noRoom } from "../../../src/slicer/live/no-room.ts";
import { givenUp } from "../../../src/slicer/live/given-up.ts";
import { SourceGap } from "../../../src/slicer/live/source-gap.ts";
import { SpoolQuota } from "../../../src/slicer/spool-quota.ts";
import { temporaryFolder } from "../../support/files/temporary-folder.ts";

const CAMERA = "rtsp://camera/1";
const SETTINGS = { spoolSizeBytes: 1000, minFreeBytes: 0, firstIndex: 0, format: "jpg" };
const quotaIn = (path: string, settings: Partial<typeof SETTINGS> = {}): SpoolQuota =>
  new SpoolQuota({ path, isSpool: true, close: async () => {} }, { ...SETTINGS, ...settings });

test("a full spool is named with its folder and its option, and not the disk or the camera", async () => {
  await using folder = await temporaryFolder();
  const quota = quotaIn(folder.path);
  expect(noRoom(quota)).toBeNull();
  writeFileSync(join(folder.path, "frame_00000000.jpg"), Buffer.alloc(900));
  quota.frameSliced(0);
  expect(noRoom(quota)).toEqual({
    ...{ kind: "noRoom", limit: "spoolFull" },
    reason: `the spool ${folder.path} is full: \`spoolSizeBytes\` allows 1 kB`,
  });
});

test("a disk that is nearly full is named with its folder, its limit and its option", async () => {
  await using folder = await temporaryFolder();
  const quota = quotaIn(folder.path, { minFreeBytes: 8e15 });
  expect(noRoom(quota)).toMatchObject({
    limit: "diskLow",
    reason: `the disk of ${folder.path} is nearly full: less than the 8000 TB of \`minFreeBytes\` are left`,
  });
});

test("a camera that waits for room is not said to send nothing, nor to be away", async () => {
  await using folder = await temporaryFolder();
  const loss = noRoom(quotaIn(folder.path, { minFreeBytes: 8e15 }));
  if (loss === null) throw new Error("there is room");
  const events: RunEvent[] = [];
  const gap = new SourceGap(CAMERA, (event) => events.push(event));
  gap.lost(loss, 0);
  const [lost] = events;
  expect(lost).toMatchObject({ type: "sourceLost", pauseReason: "diskLow", reason: loss.reason });
  const words = `waits, since there is no room for its frames: ${loss.reason}`;
  expect(lost === undefined ? null : eventLine(lost, 0)).toBe(`${CAMERA} ${words}`);
  expect(gap.trouble).toBe(words);
  expect(givenUp(CAMERA, loss).message).toMatch(
    /^there was no room for the frames of .+min.?free/iu,
  );
});

test("a camera that is away and then has no room is told as both, one after the other", () => {
  const messages: string[] = [];
  const gap = new SourceGap(CAMERA, (event) => {
    messages.push(event.type === "warningRaised" ? event.message : event.type);
  });
  gap.lost({ kind: "away", reason: "it closed the stream" }, 0);
  expect(gap.trouble).toBe("is away: it closed the stream");
  gap.lost({ kind: "noRoom", limit: "spoolFull", reason: "the spool is full" }, 0);
  gap.lost({ kind: "refused", reason: "it forbids it" }, 0);
  gap.frameArrived(10);
  expect(gap.trouble).toBeNull();
  expect(messages).toEqual([
    "sourceLost",
    `${CAMERA} still waits, since there is no room for its frames: the spool is full`,
    `${CAMERA} is still away: it forbids it`,
    "sourceRecovered",
  ]);
});
