import { describe, expect, test } from "vitest";
import { startProxy } from "../../faults/proxy/start-proxy.ts";
import { gapsIn, moreFrames, saysSo } from "../../support/cameras/camera-run.ts";
import { filmIndexes, holesIn } from "../../support/cameras/film-indexes.ts";
import { RtspCamera } from "../../support/cameras/rtsp-camera.ts";
import { DeliveryCommand } from "../../support/program/delivery-command.ts";

describe("a camera behind a network that", () => {
  test("is slow has no gap, and one that is cut or stalls has a gap each", async () => {
    await using camera = await RtspCamera.open();
    await using proxy = await startProxy(`http://${camera.host}`);
    await using delivery = await DeliveryCommand.open();
    const address = proxy.url.replace("http://", "rtsp://");
    const run = delivery.start(["run", `${address}/live`, "--stall", "4s"]);
    await moreFrames(delivery, 5);
    await proxy.setConditions({ latencyMs: 500 });
    await moreFrames(delivery, 10);
    expect(run.stderr).not.toContain("sends no frames");
    await proxy.refuse();
    await saysSo(run, "sends no frames, connecting again and again");
    await proxy.accept();
    await saysSo(run, "is back after ");
    await moreFrames(delivery, 5);
    await proxy.setConditions({ bytesPerSecond: 1 });
    await saysSo(run, "it sent no further frame within 4 s");
    await proxy.setConditions({});
    await expect.poll(() => run.stderr.split("is back after ").length).toBe(3);
    await moreFrames(delivery, 5);
    const exit = await run.stop();
    expect(exit).toMatchObject({ exitCode: 0, summary: { failed: 0, gaps: { count: 2 } } });
    expect(gapsIn(exit)).toHaveLength(2);
    expect(holesIn(await filmIndexes(delivery.service.requests))).toBe(2);
  });

  test("does not know its name is waited for, and told as that", async () => {
    await using delivery = await DeliveryCommand.open();
    const run = delivery.start(["run", "rtsp://camera.invalid/live"]);
    await saysSo(run, "the name of its host is not known");
    expect((await run.stop()).exitCode).toBe(0);
  });
});
