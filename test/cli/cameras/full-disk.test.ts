import { expect, test } from "vitest";
import { droppedEarly, gapsIn, moreFrames, saysSo } from "../../support/cameras/camera-run.ts";
import { smallDisk, whyNoSmallDisk } from "../../support/files/small-disk.ts";
import { DeliveryCommand } from "../../support/program/delivery-command.ts";

const reason = await whyNoSmallDisk();

test.skipIf(reason !== undefined)(
  "a camera whose frames fill the disk has a gap that names the disk, until there is room",
  async () => {
    await using disk = await smallDisk(256 * 1024);
    await using delivery = await DeliveryCommand.open();
    const words = ["--frames", `${disk.path}/kept`, "--min-free", "0B", "--fps", "10"];
    const run = delivery.start(["run", "lavfi:testsrc2=size=640x360", ...words]);
    await saysSo(
      run,
      "sends no frames, connecting again and again: the disk of the frames folder is full",
    );
    await disk.resize(256 * 1024 * 1024);
    await saysSo(run, "is back after ");
    await moreFrames(delivery, 5);
    const exit = await run.stop("SIGINT");
    expect(exit.exitCode).toBe(0);
    expect(gapsIn(exit).map((gap) => gap.reason)).toContain(
      "the disk of the frames folder is full",
    );
    expect(exit.summary).toMatchObject({ failed: 0, pending: 0, problems: [] });
    expect(droppedEarly(exit)).toEqual([]);
  },
);
