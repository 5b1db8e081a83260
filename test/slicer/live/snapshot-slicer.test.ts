import { describe, expect, test } from "vitest";
import { flawOfPicture } from "../../../src/app/sources/picture-flaw.ts";
import { systemClock } from "../../../src/core/concurrency/clock.ts";
import type { RunEvent } from "../../../src/core/events/run-event.ts";
import { SnapshotPoll } from "../../../src/slicer/live/snapshot-poll.ts";
import { type SnapshotSettings, SnapshotSlicer } from "../../../src/slicer/live/snapshot-slicer.ts";
import { SourceGap } from "../../../src/slicer/live/source-gap.ts";
import { RemoteClient } from "../../../src/slicer/remote/remote-client.ts";
import type { SliceReport } from "../../../src/slicer/slicer.ts";
import { PATIENT } from "../../support/cameras/camera-run.ts";
import { SnapshotCamera } from "../../support/cameras/snapshot-camera.ts";
import { temporaryFolder } from "../../support/files/temporary-folder.ts";

const SETTINGS: SnapshotSettings = {
  ...{ periodMs: 20, stallMs: 60_000, giveUpMs: null, frozenMs: 500, firstIndex: 0 },
  ...{ widthPixels: null, heightPixels: null, format: "jpg", quality: null },
};

interface Polling {
  readonly events: readonly RunEvent[];
  readonly ended: Promise<SliceReport>;
}

function poll(
  { url }: SnapshotCamera,
  { folder, settings = {} }: { folder: string; settings?: Partial<SnapshotSettings> },
  end: AbortSignal,
): Polling {
  const events: RunEvent[] = [];
  const emit = (event: RunEvent): void => void events.push(event);
  const tools = {
    name: url,
    poll: new SnapshotPoll(new RemoteClient(url, []), flawOfPicture),
    clock: systemClock,
    gap: new SourceGap(url, emit),
    quota: null,
  };
  const slicer = new SnapshotSlicer({ ...SETTINGS, ...settings }, tools);
  return { events, ended: slicer.slice(folder, emit, end) };
}

describe("a camera whose snapshot stands still for longer than it may", () => {
  test("is a gap with that cause until a new picture comes, and is asked on meanwhile", async () => {
    await using camera = await SnapshotCamera.open();
    await using folder = await temporaryFolder();
    const ending = new AbortController();
    camera.isStill = true;
    const { events, ended } = poll(camera, { folder: folder.path }, ending.signal);
    const seen = (type: RunEvent["type"]): RunEvent | undefined =>
      events.find((event) => event.type === type);
    await expect.poll(() => seen("sourceLost"), PATIENT).toBeDefined();
    expect(seen("sourceLost")).toMatchObject({ reason: "its picture has stood still for 0.5 s" });
    const { sameCount } = camera;
    await expect.poll(() => camera.sameCount, PATIENT).toBeGreaterThan(sameCount + 2);
    expect(seen("sourceRecovered")).toBeUndefined();
    camera.isStill = false;
    await expect.poll(() => seen("sourceRecovered"), PATIENT).toBeDefined();
    // So that no new picture is on its way when it ends.
    camera.isStill = true;
    const { sameCount: lastSameCount } = camera;
    await expect.poll(() => camera.sameCount, PATIENT).toBeGreaterThan(lastSameCount + 1);
    ending.abort();
    const { problem, frameCount } = await ended;
    expect(problem).toBeNull();
    expect(frameCount).toBe(camera.sent.length);
  });

  test("is given up after that, too", async () => {
    await using camera = await SnapshotCamera.open();
    await using folder = await temporaryFolder();
    camera.isStill = true;
    const settings = { giveUpMs: 300 };
    const never = new AbortController().signal;
    const { ended } = poll(camera, { folder: folder.path, settings }, never);
    const { problem } = await ended;
    expect(problem).toMatchObject({ code: "ERR_SOURCE_AWAY" });
    expect(problem?.message).toContain("its picture has stood still for 0.5 s");
  });
});
