import { describe, expect, test } from "vitest";
import { gapsIn, moreFrames, PATIENT, saysSo } from "../../support/cameras/camera-run.ts";
import { filmIndexes, holesIn } from "../../support/cameras/film-indexes.ts";
import { RtspCamera } from "../../support/cameras/rtsp-camera.ts";
import { playSound } from "../../support/cameras/sound.ts";
import { DeliveryCommand, type DeliveryExit } from "../../support/program/delivery-command.ts";

/** Times at which frames came, in the order of the camera. */
function captureTimes({ results }: DeliveryExit): readonly number[] {
  const frames = results.filter(({ capturedAt }) => capturedAt !== undefined);
  const ordered = frames.toSorted((one, other) => (one.index ?? 0) - (other.index ?? 0));
  return ordered.map(({ capturedAt }) => Date.parse(capturedAt ?? ""));
}

function isRising(times: readonly number[]): boolean {
  return times.every((time, at) => at === 0 || time >= (times[at - 1] ?? 0));
}

describe("a camera that", () => {
  test.each([
    ["reboots", undefined],
    ["changes its codec", ["-c:v", "mpeg4", "-q:v", "3", "-g", "5"]],
    [
      "changes its resolution",
      [
        "-vf",
        "scale=384:216",
        "-c:v",
        "libx264",
        "-preset",
        "ultrafast",
        "-tune",
        "zerolatency",
        "-g",
        "5",
      ],
    ],
  ])("%s is followed, and its times go on", async (_, film) => {
    await using camera = await RtspCamera.open();
    await using delivery = await DeliveryCommand.open();
    const run = delivery.start(["run", `rtsp://${camera.host}/live`]);
    await moreFrames(delivery, 5);
    await camera.play(0, film);
    await saysSo(run, "is back after ");
    await moreFrames(delivery, 10);
    const exit = await run.stop();
    expect(exit).toMatchObject({ exitCode: 0, summary: { failed: 0, problems: [] } });
    expect(exit.summary.delivered).toBe(delivery.service.requests.length);
    expect(isRising(captureTimes(exit))).toBe(true);
  });

  test("sets its clock hours ahead and back is followed without a gap, by the clock of the program", async () => {
    await using camera = await RtspCamera.open();
    await using delivery = await DeliveryCommand.open();
    const run = delivery.start(["run", `rtsp://${camera.host}/live`, "--fps", "5"]);
    await moreFrames(delivery, 5);
    for (const hours of [3, -2, 0]) {
      camera.alter = (packet) => withClockAhead(packet, hours);
      await moreFrames(delivery, 5);
    }
    const exit = await run.stop();
    expect(exit).toMatchObject({ exitCode: 0, summary: { failed: 0, gaps: { count: 0 } } });
    const times = captureTimes(exit);
    expect(isRising(times)).toBe(true);
    expect((times.at(-1) ?? 0) - (times[0] ?? 0)).toBeLessThan(600_000);
    holesIn(await filmIndexes(delivery.service.requests));
  });

  test("stands still on one picture is a gap until it moves, in which nothing is sent", async () => {
    await using camera = await RtspCamera.open();
    await using delivery = await DeliveryCommand.open();
    const run = delivery.start(["run", `rtsp://${camera.host}/live`, "--frozen", "2s"]);
    await moreFrames(delivery, 10);
    camera.freeze(true);
    await saysSo(run, "its picture has stood still for 2 s");
    const { playCount } = camera;
    await expect.poll(() => camera.playCount, PATIENT).toBeGreaterThan(playCount);
    const requestCount = delivery.service.requests.length;
    await expect.poll(() => camera.playCount, PATIENT).toBeGreaterThan(playCount + 1);
    expect(delivery.service.requests.length).toBe(requestCount);
    camera.freeze(false);
    await saysSo(run, "is back after ");
    await moreFrames(delivery, 10);
    const exit = await run.stop();
    expect(gapsIn(exit)).toMatchObject([{ reason: "its picture has stood still for 2 s" }]);
    expect(exit).toMatchObject({ exitCode: 0, summary: { failed: 0, problems: [] } });
  });

  test("sends sound and no picture is told as that", async () => {
    await using camera = await RtspCamera.open();
    await camera.playFrom(playSound);
    await using delivery = await DeliveryCommand.open();
    const run = delivery.start(["run", `rtsp://${camera.host}/live`]);
    await saysSo(run, "it sends sound or data, and no picture");
    expect((await run.stop()).exitCode).toBe(0);
  });
});

/** A packet of RTP (RFC 3550, 5.1) behind its interleaved head, with another timestamp; its clock has 90 kHz. */
function withClockAhead(packet: Buffer, hours: number): Buffer {
  if (packet[1] !== 0) return packet;
  const altered = Buffer.from(packet);
  const ticks = hours * 3600 * 90_000;
  altered.writeUInt32BE((((packet.readUInt32BE(8) + ticks) % 2 ** 32) + 2 ** 32) % 2 ** 32, 8);
  return altered;
}
