import { readFileSync, writeFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { childrenOf, moreFrames, saysSo } from "../../support/cameras/camera-run.ts";
import { openMjpegCamera } from "../../support/cameras/mjpeg-camera.ts";
import { RtspCamera } from "../../support/cameras/rtsp-camera.ts";
import { DeliveryCommand } from "../../support/program/delivery-command.ts";
import { wordsOf } from "../../support/program/ffmpeg-processes.ts";
import { tracesOf } from "../../support/program/traces-of.ts";

const USER = "canary-user";
/** All that has a meaning in an address. */
const PASSWORD = "c@nary:pass/word%#?1";
const SECRETS = [
  ...[USER, PASSWORD, encodeURIComponent(PASSWORD), "c@nary", "nary:pass", "nary%3Apass"],
  ...[Buffer.from(`${USER}:${PASSWORD}`).toString("base64")],
];

describe("a camera with a password", () => {
  test.each(["Basic", "Digest"] as const)(
    "that asks for it by %s gets it as it was typed, and nobody else does",
    async (scheme) => {
      await using camera = await RtspCamera.open({ user: USER, password: PASSWORD, scheme });
      await using delivery = await DeliveryCommand.open();
      const address = `rtsp://${USER}:${PASSWORD}@${camera.host}/live`;
      const run = delivery.start(["run", address, "-vv", "--report", "report.html"]);
      await moreFrames(delivery, 5);
      const words = childrenOf(run.pid).flatMap(wordsOf);
      expect(words).toContain("concat");
      const { stdout, stderr, exitCode } = await run.stop();
      expect(exitCode).toBe(0);
      const report = readFileSync(delivery.path("report.html"), "utf8");
      const traces = tracesOf(delivery, words.join("\n"), stdout, stderr, report);
      expect(report).toContain(`rtsp://${camera.host}/live`);
      expect(traces).toContain(`rtsp://${camera.host}/live`);
      for (const secret of SECRETS) expect(traces).not.toContain(secret);
    },
  );

  test("takes it from the environment and from a file", async () => {
    await using camera = await openMjpegCamera(USER, PASSWORD);
    await using delivery = await DeliveryCommand.open();
    const words = ["run", `http://${camera.host}/video`, "--max-frames", "3", "--give-up", "60s"];
    const login = { FRAMEFERRY_CAMERA_USER: USER, FRAMEFERRY_CAMERA_PASSWORD: PASSWORD };
    const first = await delivery.run(words, { environment: login });
    writeFileSync(delivery.path("password"), `${PASSWORD}\n`);
    const file = ["--camera-user", USER, "--camera-password-file", "password"];
    const second = await delivery.run([...words, ...file]);
    expect([first, second]).toMatchObject([
      { exitCode: 0, summary: { delivered: 3 } },
      { exitCode: 0, summary: { delivered: 3 } },
    ]);
    expect(tracesOf(delivery, first.stderr, second.stderr)).not.toContain(PASSWORD);
  });

  test("that is wrong is told at once as what it is, and shown nowhere", async () => {
    const scheme = "Digest";
    await using camera = await RtspCamera.open({ user: USER, password: "another one", scheme });
    await using delivery = await DeliveryCommand.open();
    const run = delivery.start(["run", `rtsp://${USER}:${PASSWORD}@${camera.host}/live`, "-vv"]);
    await saysSo(run, "it refuses the user name or the password (401 Unauthorized)");
    const { stdout, stderr, exitCode, summary } = await run.stop();
    expect(exitCode).toBe(0);
    expect(summary).toMatchObject({ landed: 0, gaps: { count: 1 } });
    const traces = tracesOf(delivery, stdout, stderr);
    for (const secret of SECRETS) expect(traces).not.toContain(secret);
  });

  test("that a file does not hold is refused with the file's name", async () => {
    await using delivery = await DeliveryCommand.open();
    const words = ["run", "rtsp://127.0.0.1:9/live", "--camera-password-file", "missing"];
    const { exitCode, stderr } = await delivery.run(words);
    expect(exitCode).toBe(2);
    expect(stderr).toContain("the file missing that --camera-password-file names cannot be read");
  });

  test("is not part of a dry run", async () => {
    await using delivery = await DeliveryCommand.open();
    const address = `rtsp://${USER}:${PASSWORD}@127.0.0.1:9/live`;
    const { exitCode, stdout } = await delivery.run(["run", address, "--dry-run"]);
    expect(exitCode).toBe(0);
    expect(stdout).toContain('"video":"rtsp://127.0.0.1:9/live"');
    for (const secret of SECRETS) expect(stdout).not.toContain(secret);
  });
});

test("a path that a camera does not have is told at once as what it is", async () => {
  await using camera = await RtspCamera.open();
  await using delivery = await DeliveryCommand.open();
  const run = delivery.start(["run", `rtsp://${camera.host}/wrong`]);
  await saysSo(run, "it has no stream under this path (404 Not Found)");
  expect(camera.refusalCount).toBe(1);
  expect((await run.stop()).exitCode).toBe(0);
});
