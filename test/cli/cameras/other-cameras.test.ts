import { describe, expect, test } from "vitest";
import { saysSo } from "../../support/cameras/camera-run.ts";
import { openGstCamera, whyNoGstCamera } from "../../support/cameras/gst-camera.ts";
import { DeliveryCommand } from "../../support/program/delivery-command.ts";

const whyNot = whyNoGstCamera();

describe.skipIf(whyNot !== undefined)(`a camera of GStreamer ${whyNot ?? ""}`, () => {
  test.each(["tcp", "udp"])("with a digest password is followed over %s", async (transport) => {
    await using camera = await openGstCamera("user", "p@ss:w/d");
    await using delivery = await DeliveryCommand.open();
    const words = ["run", `rtsp://user:p@ss:w/d@${camera.host}/live`, "--max-frames", "20"];
    const limits = ["--give-up", "60s", "--rtsp-transport", transport];
    const { exitCode, summary, results } = await delivery.run([...words, ...limits]);
    expect({ exitCode, problems: summary.problems }).toEqual({ exitCode: 0, problems: [] });
    expect(summary).toMatchObject({ delivered: 20, failed: 0, skipped: 0 });
    const images = delivery.service.requests.map(({ parts }) => parts[0]?.bytes.toString("base64"));
    expect(new Set(images).size).toBe(20);
    const times = results.map(({ ptsSeconds }) => ptsSeconds ?? -1);
    expect(Math.max(...times)).toBeGreaterThan(1.5);
  });

  test("with another password is told as that", async () => {
    await using camera = await openGstCamera("user", "p@ss:w/d");
    await using delivery = await DeliveryCommand.open();
    const run = delivery.start(["run", `rtsp://user:wrong@${camera.host}/live`]);
    await saysSo(run, "it refuses the user name or the password (401 Unauthorized)");
    expect((await run.stop()).exitCode).toBe(0);
  });
});
