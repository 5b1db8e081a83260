import sharp from "sharp";
import { expect, test } from "vitest";
import { gapsIn, isBalanced, moreFrames, saysSo } from "../../support/cameras/camera-run.ts";
import { filmIndexesInOrder } from "../../support/cameras/film-indexes.ts";
import {
  FILM_TRANSPORTS,
  openFilmSender,
  whyNoProtocol,
} from "../../support/cameras/film-sender.ts";
import { DeliveryCommand } from "../../support/program/delivery-command.ts";
import type { ReceivedRequest } from "../../support/services/collector.ts";

const udp = FILM_TRANSPORTS.find(({ protocol }) => protocol === "udp")!;
const whyNot = whyNoProtocol("udp");

async function sizeOf({ parts }: ReceivedRequest): Promise<string> {
  const { width, height } = await sharp(parts[0]?.bytes).metadata();
  return `${width}x${height}`;
}

/** Within the connection: UDP knows no other, and MPEG-TS tells of each in its tables. */
test.skipIf(whyNot !== undefined)(
  `a stream whose size changes within its connection is connected to anew, and each frame has its own size ${whyNot ?? ""}`,
  async () => {
    await using sender = await openFilmSender(udp);
    await using delivery = await DeliveryCommand.open();
    // A busy machine takes long to begin the next film, in the same connection.
    const run = delivery.start(["run", sender.address, "--stall", "60s"]);
    await moreFrames(delivery, 10);
    await sender.change(["-vf", "scale=384:216"]);
    await saysSo(run, "the size of its pictures has changed from 192x108 to 384x216");
    await moreFrames(delivery, 10);
    const exit = await run.stop();
    expect(exit).toMatchObject({ exitCode: 0, summary: { failed: 0, problems: [] } });
    expect(isBalanced(exit)).toBe(true);
    expect(gapsIn(exit)).toHaveLength(1);
    const sizes = await Promise.all(delivery.service.requests.map(sizeOf));
    expect(new Set(sizes)).toEqual(new Set(["192x108", "384x216"]));
    const indexes = await filmIndexesInOrder(delivery.service.requests);
    const restarts = indexes.filter((index, at) => at > 0 && index <= (indexes[at - 1] ?? 0));
    expect(restarts).toHaveLength(1);
  },
);

test.skipIf(whyNot !== undefined)(
  `a stream whose codec changes within its connection is connected to anew ${whyNot ?? ""}`,
  async () => {
    await using sender = await openFilmSender(udp);
    await using delivery = await DeliveryCommand.open();
    const run = delivery.start(["run", sender.address, "--stall", "3s"]);
    await moreFrames(delivery, 10);
    await sender.change(["-c:v", "mpeg2video", "-q:v", "2"]);
    await saysSo(run, "connecting again and again: it sent no further frame within 3 s");
    await moreFrames(delivery, 10);
    const exit = await run.stop();
    expect(exit).toMatchObject({ exitCode: 0, summary: { failed: 0, problems: [] } });
    expect(isBalanced(exit)).toBe(true);
    // Each that was sent can be read: nothing of the one codec was taken for the other.
    expect(await filmIndexesInOrder(delivery.service.requests)).not.toHaveLength(0);
  },
);
