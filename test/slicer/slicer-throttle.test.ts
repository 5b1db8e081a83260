import { rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, test } from "vitest";
import type { RunEvent } from "../../src/core/events/run-event.ts";
import { frameName } from "../../src/slicer/frame-name.ts";
import { SlicerThrottle } from "../../src/slicer/slicer-throttle.ts";
import { SpoolQuota } from "../../src/slicer/spool-quota.ts";
import { PausableProcess } from "../../src/slicer/pausable-process.ts";
import { smallDisk, whyNoSmallDisk } from "../support/files/small-disk.ts";
import { temporaryFolder } from "../support/files/temporary-folder.ts";

/** A process of which only the signals matter. */
function signalled(): { readonly process: PausableProcess; readonly signals: unknown[] } {
  const signals: unknown[] = [];
  const child = { kill: (signal: unknown) => signals.push(signal) };
  return { process: new PausableProcess(child as never, "linux"), signals };
}

test("an ffmpeg that cannot write is not held up on its way to its end", async () => {
  await using folder = await temporaryFolder();
  const settings = { spoolSizeBytes: 1, firstIndex: 0, format: "jpg" };
  // More than any disk has: the brake holds from the first frame on.
  const minFreeBytes = Number.MAX_SAFE_INTEGER;
  const frames = { path: folder.path, isSpool: false, close: async () => {} };
  const room = new SpoolQuota(frames, { ...settings, minFreeBytes });
  const { process, signals } = signalled();
  const events: RunEvent["type"][] = [];
  using brake = new SlicerThrottle(room, ({ type }) => events.push(type));
  brake.attach(process);
  brake.frameSliced(0);
  brake.disable();
  brake.frameSliced(1);
  expect(signals).toEqual(["SIGSTOP", "SIGCONT"]);
  expect(events).toEqual(["slicePaused", "sliceResumed"]);
});

const whyNot = await whyNoSmallDisk();

describe.skipIf(whyNot !== undefined)(
  "an ffmpeg whose frames wait on a disk that was nearly full",
  () => {
    const MIB = 1024 * 1024;

    /** The signals that ffmpeg gets when other files fill the disk, and go again; a frame of 64 KiB waits all the time. */
    async function signalsBy(holdsFrames: boolean): Promise<readonly unknown[]> {
      await using disk = await smallDisk(33 * MIB);
      const settings = { spoolSizeBytes: 1e9, firstIndex: 0, format: "jpg", holdsFrames };
      const frames = { path: disk.path, isSpool: true, close: async () => {} };
      const room = new SpoolQuota(frames, { ...settings, minFreeBytes: 32 * MIB });
      const { process, signals } = signalled();
      using throttle = new SlicerThrottle(room, () => {});
      throttle.attach(process);
      throttle.frameSliced(0);
      writeFileSync(join(disk.path, frameName(0, "jpg")), Buffer.alloc(64 * 1024));
      writeFileSync(join(disk.path, "other"), Buffer.alloc(2 * MIB));
      throttle.frameSliced(1);
      await expect.poll(() => signals).toContain("SIGSTOP");
      rmSync(join(disk.path, "other"));
      // Some looks at the disk, of which there is one every 50 ms.
      await sleep(500);
      return signals.filter((signal, at) => signal !== signals[at - 1]);
    }

    test("goes on when as much is free as must be, for no delivery would free more", async () => {
      expect(await signalsBy(true)).toEqual(["SIGSTOP", "SIGCONT"]);
    });

    test("waits for more where deliveries are sure to free it", async () => {
      expect(await signalsBy(false)).toEqual(["SIGSTOP"]);
    });
  },
);
