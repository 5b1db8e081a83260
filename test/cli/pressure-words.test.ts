import { join } from "node:path";
import { expect, test } from "vitest";
import { CFR_VIDEO } from "../../scripts/fixtures/fixture-videos.ts";
import { describePause } from "../../src/cli/progress/describe-pause.ts";
import { temporaryFolder } from "../support/files/temporary-folder.ts";
import { fixtureVideoPath } from "../support/videos/decoded-video.ts";
import { runCommand } from "../support/program/command-run.ts";

const TO = ["--to", "http://127.0.0.1:9/predict", "--dry-run"];
const CFR = fixtureVideoPath(CFR_VIDEO.fileName);

test("a pause of slicing is explained with the limit that was met", () => {
  const spool = { reason: "spoolFull", limitBytes: 2e9 } as const;
  expect(describePause({ type: "slicePaused", ...spool })).toBe(
    "slicing paused: the spool is full (2 GB)",
  );
  const disk = { reason: "diskLow", limitBytes: 1.5e9 } as const;
  expect(describePause({ type: "slicePaused", ...disk })).toBe(
    "slicing paused: less than 1.5 GB is free on the disk of the frames",
  );
});

test.each([
  [[], /pauses +before the frames take 2 GB, and while less than 1 GB, or half of what is free/u],
  [
    ["--spool-size", "500MB", "--min-free", "2GiB"],
    /before the frames take 500 MB, and while less than 2.1 GB is free on their disk/u,
  ],
  [["--frames", "kept"], /pauses +while less than 1 GB, or half/u],
])("a dry run with %j says when slicing would pause", async (words, line) => {
  await using home = await temporaryFolder();
  expect((await runCommand(["run", CFR, ...TO, ...words], home.path)).stdout).toMatch(line);
});

test.each([
  [[], /when full +frames wait for their turn/u],
  [["--when-full", "drop-oldest"], /when full +the oldest frame is dropped when 100 wait/u],
  [
    ["--when-full", "drop-newest", "--max-backlog", "7"],
    /the newest frame is dropped when 7 wait/u,
  ],
])(
  "a dry run of a watch with %j says what happens when frames come faster than they go",
  async (words, line) => {
    await using home = await temporaryFolder();
    const watching = ["watch", join(home.path, "frames"), ...TO, ...words];
    expect((await runCommand(watching, home.path)).stdout).toMatch(line);
  },
);

test("a greatest backlog where every frame waits is a usage error that says what to do", async () => {
  await using home = await temporaryFolder();
  const words = ["watch", home.path, ...TO, "--max-backlog", "5"];
  const { exitCode, stderr } = await runCommand(words, home.path);
  expect(exitCode).toBe(2);
  expect(stderr).toContain("--when-full drop-oldest or --when-full drop-newest");
});
