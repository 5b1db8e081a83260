import { expect, test } from "vitest";
import type { RunEvent } from "../../src/core/events/run-event.ts";
import { SlicerThrottle } from "../../src/slicer/slicer-throttle.ts";
import { SpoolQuota } from "../../src/slicer/spool-quota.ts";
import { PausableProcess } from "../../src/slicer/pausable-process.ts";
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
