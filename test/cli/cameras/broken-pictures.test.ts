import { readdirSync } from "node:fs";
import { expect, test } from "vitest";
import { moreFrames, PATIENT, saysSo } from "../../support/cameras/camera-run.ts";
import { RtspCamera } from "../../support/cameras/rtsp-camera.ts";
import { smearIn } from "../../support/cameras/smear.ts";
import { DeliveryCommand } from "../../support/program/delivery-command.ts";

/** Coding alone makes differences of less, and a lost packet makes greater ones. */
const SMEARED = 10;

/** Ways to a camera, and how many packets are lost on them. */
const LOSSES = [
  ["1 of 60 packets over TCP", "tcp", (number: number) => number % 60 === 0],
  ["5 % of the packets over UDP", "udp", (number: number) => chanceOf(number) < 0.05],
] as const;

/** The same from 0 to 1 for the same number, and without a pattern. */
function chanceOf(number: number): number {
  const mixed = Math.imul(number ^ (number >>> 7), 0x2c_1b_3c_6d) >>> 0;
  return (Math.imul(mixed ^ (mixed >>> 12), 0x29_7a_2d_39) >>> 0) / 2 ** 32;
}

/** A lost packet is missed, or what is left of its picture cannot be decoded: the first of the two is told. */
const BROKEN =
  /the picture is broken: (?:packets were lost since the last keyframe|it, or one that it builds on, could be decoded only in part)$/u;

const MIN_PACKETS = 300;

/** The greatest smear in the pictures that arrived. */
async function greatestSmear({ service }: DeliveryCommand): Promise<number> {
  const images = service.requests.map(({ parts }) => parts[0]?.bytes ?? Buffer.alloc(0));
  return Math.max(...(await Promise.all(images.map(smearIn))));
}

test.each(LOSSES)(
  "pictures that the loss of %s has broken are skipped and counted, and none of them is sent",
  async (_, transport, isLost) => {
    await using camera = await RtspCamera.open();
    camera.transports = ["TCP", "UDP"];
    await using delivery = await DeliveryCommand.open();
    await using unguarded = await DeliveryCommand.open();
    const words = ["run", `rtsp://${camera.host}/live`, "--rtsp-transport", transport];
    const run = delivery.start(words);
    const other = unguarded.start([...words, "--no-discard-corrupt"]);
    await Promise.all([moreFrames(delivery, 3), moreFrames(unguarded, 3)]);
    let packetCount = 0;
    camera.alter = (packet) => {
      packetCount += 1;
      return isLost(packetCount) ? null : packet;
    };
    await expect.poll(() => packetCount, PATIENT).toBeGreaterThan(MIN_PACKETS);
    camera.alter = (packet) => packet;
    await saysSo(run, "sends pictures that are left out (the picture is broken: ");
    await moreFrames(delivery, 10);
    const [{ exitCode, summary, results }] = await Promise.all([run.stop(), other.stop()]);
    expect(exitCode).toBe(0);
    expect(await greatestSmear(delivery)).toBeLessThan(SMEARED);
    expect(await greatestSmear(unguarded)).toBeGreaterThan(SMEARED);
    const skipped = results.filter(({ outcome }) => outcome === "skipped");
    expect(skipped.length).toBeGreaterThan(4);
    for (const { reason } of skipped) expect(reason).toMatch(BROKEN);
    expect(summary).toMatchObject({ failed: 0, skipped: skipped.length, problems: [] });
    expect(summary.landed).toBe(summary.delivered + summary.skipped + summary.dropped);
    const files = readdirSync(delivery.path("state"), { recursive: true, encoding: "utf8" });
    expect(files.filter((file) => file.endsWith(".jpg"))).toEqual([]);
  },
);
