import { expect, test } from "vitest";
import { readLuma } from "../../src/selection/luma-picture.ts";
import { MotionRule } from "../../src/selection/motion-rule.ts";
import { sampleFrame } from "../support/samples/sample-frame.ts";
import {
  FRAMES_PER_SECOND,
  makeMotionClip,
  type MotionScene,
} from "../support/selection/motion-clips.ts";
import { temporaryFolder } from "../support/files/temporary-folder.ts";

const STILL = "testsrc2=s=1280x720:r=15:d=0.05,loop=-1:1:0,setpts=N/15/TB,trim=end=12";
const DIMMED = "eq=contrast='1-0.4*t/12':eval=frame";

interface Case extends MotionScene {
  readonly name: string;
  /** Of the frames that were sent, those that show the box, at least. */
  readonly precision: number;
  /** Of the frames that show the box, those that were sent, at least. */
  readonly recall: number;
}

const cases: readonly Case[] = [
  {
    name: "noise",
    scene: "smptehdbars=SIZE",
    ...{ box: "0x909090", speed: 150, filters: "noise=alls=20:allf=t" },
    ...{ precision: 1, recall: 1 },
  },
  {
    name: "coarse noise and light that dims to half, before which a slow gray box hardly shows",
    scene: "color=0x606060:SIZE",
    ...{ box: "0x808080", speed: 30 },
    filters: "eq=contrast='1-0.5*t/12':eval=frame,noise=alls=40:allf=t",
    ...{ precision: 0.95, recall: 0.95 },
  },
  {
    name: "noise and light that dims to two thirds, over a picture full of edges",
    scene: STILL,
    ...{ box: "0x909090", speed: 60, filters: `${DIMMED},noise=alls=30:allf=t` },
    ...{ precision: 0.85, recall: 0.9 },
  },
];

test.each(cases)(
  "$name: the frames with a box of 0.78% of the picture are told from all others",
  async (scene) => {
    await using folder = await temporaryFolder();
    const { paths, isMoving } = await makeMotionClip(folder.path, scene);
    expect(paths).toHaveLength(180);
    const regions = { include: [], ignore: [] };
    const settings = { minShare: 0.005, preSeconds: 0, postSeconds: 0, regions };
    const rule = new MotionRule(settings, () => {});
    const sent: boolean[] = [];
    for (const [index, path] of paths.entries()) {
      const picture = await readLuma(path);
      if ("reason" in picture) throw new Error(picture.reason);
      const judged = { frame: sampleFrame({ index }), seconds: index / FRAMES_PER_SECOND };
      sent.push(rule.judge(picture, { ...judged, isOnRecord: false }).kind === "send");
    }
    const right = sent.filter((isSent, index) => isSent && isMoving[index]).length;
    expect(right / sent.filter(Boolean).length).toBeGreaterThanOrEqual(scene.precision);
    expect(right / isMoving.filter(Boolean).length).toBeGreaterThanOrEqual(scene.recall);
  },
);

test("light that dims alone is no motion", async () => {
  await using folder = await temporaryFolder();
  const scene = { scene: STILL, box: "black@0", speed: 0, filters: "format=yuv420p" };
  // The box stays outside of the picture.
  const filters = `crop=1280:280:0:0,${DIMMED},noise=alls=20:allf=t`;
  const { paths } = await makeMotionClip(folder.path, { ...scene, filters });
  const regions = { include: [], ignore: [] };
  const settings = { minShare: 0.02, preSeconds: 0, postSeconds: 0, regions };
  const rule = new MotionRule(settings, () => {});
  for (const [index, path] of paths.entries()) {
    const picture = await readLuma(path);
    if ("reason" in picture) throw new Error(picture.reason);
    const judged = { frame: sampleFrame({ index }), seconds: index / FRAMES_PER_SECOND };
    expect([index, rule.judge(picture, { ...judged, isOnRecord: false }).kind]).toEqual([
      index,
      "skip",
    ]);
  }
});
