import {
  existsSync,
  linkSync,
  readdirSync,
  readFileSync,
  renameSync,
  statSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import type { RunEvent } from "../../src/core/events/run-event.ts";
import { MoveImages } from "../../src/images/move-images.ts";
import { temporaryFolder } from "../support/files/temporary-folder.ts";
import { smallDisk, whyNoSmallDisk } from "../support/files/small-disk.ts";
import { landedFrame } from "../support/frames/landed-frame.ts";

const whyNoOtherDisk = await whyNoSmallDisk();

/** Names and contents of all files below a folder. */
function filesBelow(folder: string): Record<string, string> {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true });
  return Object.fromEntries(
    entries
      .filter((entry) => entry.isFile())
      .map(({ parentPath, name }) => join(parentPath, name))
      .map((path) => [path.slice(folder.length + 1), readFileSync(path, "utf8")]),
  );
}

/** The same must hold on the disk of the images and on another one. */
const disks = [
  ["on the same disk", temporaryFolder, undefined],
  ["on another disk", async () => await smallDisk(1 << 20), whyNoOtherDisk],
] as const;

describe.each(disks)("a target folder %s", (_, openGoal, whyNot) => {
  test.skipIf(whyNot !== undefined)("gets images under their path, with their time", async () => {
    await using folder = await temporaryFolder();
    await using goal = await openGoal();
    const images = new MoveImages(join(goal.path, "done"), () => {});
    const frame = landedFrame(folder.path, "cam/1/a.jpg", "whole", 1_700_000_000_000);
    await images.afterDelivery(frame);
    expect(filesBelow(folder.path)).toEqual({});
    expect(filesBelow(goal.path)).toEqual({ "done/cam/1/a.jpg": "whole" });
    expect(statSync(join(goal.path, "done/cam/1/a.jpg")).mtimeMs).toBe(1_700_000_000_000);
  });

  test.skipIf(whyNot !== undefined)("keeps what it holds when a name comes again", async () => {
    await using folder = await temporaryFolder();
    await using goal = await openGoal();
    const images = new MoveImages(goal.path, () => {});
    for (const content of ["first", "second", "third"])
      await images.afterDelivery(landedFrame(folder.path, "cam/a.jpg", content));
    await images.afterDelivery(landedFrame(folder.path, "cam/noextension", "one"));
    await images.afterDelivery(landedFrame(folder.path, "cam/noextension", "two"));
    expect(filesBelow(goal.path)).toEqual({
      "cam/a.jpg": "first",
      "cam/a~1.jpg": "second",
      "cam/a~2.jpg": "third",
      "cam/noextension": "one",
      "cam/noextension~1": "two",
    });
  });

  test.skipIf(whyNot !== undefined)(
    "gets an image once, even if the program was killed before it took it from its place",
    async () => {
      await using folder = await temporaryFolder();
      await using goal = await openGoal();
      const images = new MoveImages(goal.path, () => {});
      const frame = landedFrame(folder.path, "cam/a.jpg", "whole");
      const [earlier, aside] = [join(goal.path, "cam/a.jpg"), join(folder.path, "aside")];
      linkSync(frame.path, aside);
      await images.afterDelivery(frame);
      renameSync(aside, frame.path);
      await images.afterDelivery(frame);
      expect(filesBelow(folder.path)).toEqual({});
      expect(filesBelow(goal.path)).toEqual({ "cam/a.jpg": "whole" });

      utimesSync(earlier, 1_700_000_000, 1_700_000_000);
      await images.afterDelivery(landedFrame(folder.path, "cam/a.jpg", "whole"));
      expect(filesBelow(goal.path)).toEqual({ "cam/a.jpg": "whole", "cam/a~1.jpg": "whole" });
    },
  );

  test.skipIf(whyNot !== undefined)("gets no image that was rewritten since", async () => {
    await using folder = await temporaryFolder();
    await using goal = await openGoal();
    const frame = landedFrame(folder.path, "a.jpg", "first");
    writeFileSync(frame.path, "second, and longer");
    await new MoveImages(goal.path, () => {}).afterDelivery(frame);
    expect(filesBelow(folder.path)).toEqual({ "a.jpg": "second, and longer" });
    expect(filesBelow(goal.path)).toEqual({});
  });
});

test.skipIf(whyNoOtherDisk !== undefined)(
  "a target folder whose disk is full leaves the image where it is, nothing half there, and that is said once",
  async () => {
    await using folder = await temporaryFolder();
    await using goal = await smallDisk(64 * 1024);
    const events: RunEvent[] = [];
    const images = new MoveImages(goal.path, (event) => events.push(event));
    for (const name of ["a.jpg", "b.jpg"])
      await images.afterDelivery(landedFrame(folder.path, name, "x".repeat(128 * 1024)));
    expect(Object.keys(filesBelow(folder.path))).toEqual(["a.jpg", "b.jpg"]);
    expect(filesBelow(goal.path)).toEqual({});
    expect(events).toHaveLength(1);
    expect(events[0]).toMatchObject({
      message: expect.stringMatching(/cannot be moved.*no space left on device/u),
    });
  },
);

test("a target folder that is a file leaves the image where it is, and that is said", async () => {
  await using folder = await temporaryFolder();
  writeFileSync(join(folder.path, "goal"), "a file");
  const events: RunEvent[] = [];
  const frame = landedFrame(folder.path, "in/a.jpg");
  await new MoveImages(join(folder.path, "goal"), (event) => events.push(event)).afterDelivery(
    frame,
  );
  expect(existsSync(frame.path)).toBe(true);
  expect(events).toMatchObject([{ type: "warningRaised" }]);
});

test("a path that leads upwards is not followed in the target folder", async () => {
  await using folder = await temporaryFolder();
  const frame = landedFrame(folder.path, "in/a.jpg");
  const goal = join(folder.path, "goal/deep");
  await new MoveImages(goal, () => {}).afterDelivery({ ...frame, relativePath: "../in/a.jpg" });
  expect(filesBelow(folder.path)).toEqual({ "goal/deep/a.jpg": "in/a.jpg" });
});

test("an image that lies in its target folder already stays there under its name", async () => {
  await using folder = await temporaryFolder();
  const frame = landedFrame(folder.path, "a.jpg");
  await new MoveImages(folder.path, () => {}).afterDelivery(frame);
  expect(filesBelow(folder.path)).toEqual({ "a.jpg": "a.jpg" });
});
