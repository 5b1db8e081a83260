import { describe, expect, test } from "vitest";
import {
  childrenOf,
  droppedEarly,
  gapsIn,
  moreFrames,
  saysSo,
} from "../../support/cameras/camera-run.ts";
import { filmIndexes, holesIn } from "../../support/cameras/film-indexes.ts";
import { RtspCamera } from "../../support/cameras/rtsp-camera.ts";
import type { CommandRun } from "../../support/program/command-run.ts";
import { DeliveryCommand } from "../../support/program/delivery-command.ts";

interface Fault {
  readonly begins: (camera: RtspCamera, run: CommandRun<unknown>) => void;
  readonly ends?: (camera: RtspCamera) => void | Promise<void>;
  /** Shows in the log before the fault may end. @default what tells of the gap */
  readonly shows?: string;
  /** Of the gap, in the end. */
  readonly reason: RegExp;
}

const FAULTS: readonly (readonly [string, Fault])[] = [
  [
    "stalls and keeps its connection",
    {
      begins: (camera) => (camera.isStalled = true),
      ends: (camera) => void (camera.isStalled = false),
      reason: /it sent no (?:further )?frame within/u,
    },
  ],
  [
    "closes its connection",
    { begins: (camera) => camera.closePlayers(), reason: /it closed the stream/u },
  ],
  [
    "refuses connections for a while",
    {
      begins: (camera) => camera.refuse(),
      ends: async (camera) => await camera.listen(),
      shows: "Connection refused",
      reason: /connection refused/u,
    },
  ],
  [
    "loses its ffmpeg, which somebody kills",
    {
      begins: (_, run) => childrenOf(run.pid).forEach((pid) => process.kill(pid, "SIGKILL")),
      reason: /ffmpeg was ended by SIGKILL/u,
    },
  ],
];

describe("a camera that", () => {
  test.each(FAULTS)("%s is connected to again, and every gap is told", async (_, fault) => {
    await using camera = await RtspCamera.open();
    await using delivery = await DeliveryCommand.open();
    const run = delivery.start(["run", `rtsp://${camera.host}/live`, "--stall", "3s", "-vv"]);
    await moreFrames(delivery, 10);
    fault.begins(camera, run);
    await saysSo(run, "sends no frames, connecting again and again: ");
    await saysSo(run, fault.shows ?? "");
    await fault.ends?.(camera);
    await saysSo(run, "is back after ");
    await moreFrames(delivery, 10);
    const exit = await run.stop("SIGINT");
    expect(exit.exitCode).toBe(0);
    const gaps = gapsIn(exit);
    expect(gaps.length).toBeGreaterThan(0);
    for (const { source, from, to, gapMs } of gaps) {
      expect(source).toBe(`rtsp://${camera.host}/live`);
      expect(Date.parse(to ?? "") - Date.parse(from)).toBeGreaterThan(0);
      expect(gapMs).toBeGreaterThan(0);
    }
    const { summary } = exit;
    expect(summary.gaps.count).toBe(gaps.length);
    expect(summary.gaps.longestMs).toBe(Math.max(...gaps.map(({ gapMs }) => gapMs)));
    expect(summary).toMatchObject({ failed: 0, pending: 0, problems: [] });
    expect(droppedEarly(exit)).toEqual([]);
    expect(holesIn(await filmIndexes(delivery.service.requests))).toBe(gaps.length);
    expect(gaps.map(({ reason }) => reason).join("\n")).toMatch(fault.reason);
  });
});

describe("a camera that never answered", () => {
  test("is waited for, and the gap that the end of the run cuts is on record", async () => {
    await using delivery = await DeliveryCommand.open();
    const run = delivery.start(["run", "rtsp://127.0.0.1:9/live"]);
    await saysSo(run, "nothing listens at its address (connection refused)");
    const exit = await run.stop("SIGINT");
    expect(exit.exitCode).toBe(0);
    expect(gapsIn(exit)).toMatchObject([{ to: null, source: "rtsp://127.0.0.1:9/live" }]);
    expect(exit.summary).toMatchObject({ landed: 0, gaps: { count: 1 } });
  });

  test("is given up with exit code 4 after the time that was set", async () => {
    await using delivery = await DeliveryCommand.open();
    const words = ["run", "rtsp://127.0.0.1:9/live", "--give-up", "2s"];
    const { exitCode, stderr, summary } = await delivery.run(words);
    expect(exitCode).toBe(4);
    expect(stderr).toContain(
      "rtsp://127.0.0.1:9/live was away for longer than --give-up allows: nothing listens at its address",
    );
    expect(stderr).toContain("✖ not complete: 0 frames delivered");
    expect(summary).toMatchObject({ complete: false, gaps: { count: 1 } });
  });

  test("ends by --duration with exit code 4 and the reason", async () => {
    await using delivery = await DeliveryCommand.open();
    const words = ["run", "rtsp://127.0.0.1:9/live", "--duration", "8"];
    const { exitCode, stderr, summary } = await delivery.run(words);
    const message =
      "rtsp://127.0.0.1:9/live sent no frame: nothing listens at its address (connection refused)";
    expect(exitCode).toBe(4);
    expect(stderr).toContain(`error: ${message} [ERR_SOURCE_AWAY]`);
    expect(stderr).toContain("✖ not complete: 0 frames delivered");
    const problems = [{ code: "ERR_SOURCE_AWAY", kind: "source", message }];
    expect(summary).toMatchObject({ complete: false, landed: 0, problems });
  });
});
