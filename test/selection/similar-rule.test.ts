import { expect, test } from "vitest";
import { regionFromText, type Region } from "../../src/core/image/region.ts";
import type { LumaPicture } from "../../src/selection/luma-picture.ts";
import { SimilarRule, type SimilarSettings } from "../../src/selection/similar-rule.ts";
import { sampleFrame } from "../support/samples/sample-frame.ts";

const SETTINGS: SimilarSettings = {
  minShare: 0.02,
  periodSeconds: null,
  regions: { include: [], ignore: [] },
};

/** A picture of 40 by 20 pixels of this luma; the first pixels of its rows may be white, 2.5% of it for each column. */
function picture(luma: number, whiteColumns = 0): LumaPicture {
  const values = new Uint8Array(800).fill(luma);
  for (let row = 0; row < 20; row += 1) values.fill(255, row * 40, row * 40 + whiteColumns);
  return { width: 40, height: 20, values };
}

/** What the rule says of pictures that come once a second, or at the given times. */
function judge(
  settings: Partial<SimilarSettings>,
  pictures: readonly LumaPicture[],
  times: readonly number[] = pictures.map((_, at) => at),
) {
  const rule = new SimilarRule({ ...SETTINGS, ...settings });
  return pictures.map((shown, at) =>
    rule.judge(shown, { frame: sampleFrame({}), seconds: times[at] ?? 0, isOnRecord: false }),
  );
}

const kinds = (verdicts: ReturnType<typeof judge>): readonly string[] =>
  verdicts.map(({ kind }) => kind);

const region = (text: string): Region => {
  const found = regionFromText(text);
  if (typeof found === "string") throw new Error(found);
  return found;
};

test("the first frame passes, and then what differs from the last one that passed", () => {
  const verdicts = judge({}, [picture(100), picture(100), picture(100, 1), picture(100, 1)]);
  expect(kinds(verdicts)).toEqual(["send", "skip", "send", "skip"]);
  expect(verdicts[1]).toMatchObject({
    reason: "similar: 0% of the picture has changed since the last frame let through",
  });
});

test("a slow change is not lost, because it adds up since the last frame that passed", () => {
  const dimming = [100, 97, 94, 91, 88, 85, 82].map((luma) => picture(luma));
  expect(kinds(judge({}, dimming))).toEqual([
    ...["send", "skip", "skip", "send"],
    ...["skip", "skip", "send"],
  ]);
});

test("noise does not count, however much of the picture it covers", () => {
  const noisy = picture(100);
  for (let at = 0; at < noisy.values.length; at += 1) noisy.values[at] = at % 2 === 0 ? 92 : 108;
  expect(kinds(judge({ minShare: 0 }, [picture(100), noisy]))).toEqual(["send", "skip"]);
});

test("a share that is less than asked for is told, and shares beyond those of ffmpeg are possible", () => {
  const pictures = [picture(100), picture(100, 11), picture(100, 12)];
  const verdicts = judge({ minShare: 0.3 }, pictures);
  expect(kinds(verdicts)).toEqual(["send", "skip", "send"]);
  expect(verdicts[1]).toMatchObject({ reason: expect.stringContaining("27.5%") });
});

test("with 0%, a frame passes in which anything has changed", () => {
  const changed = picture(100);
  changed.values[5] = 200;
  expect(kinds(judge({ minShare: 0 }, [picture(100), picture(100), changed]))).toEqual([
    ...["send", "skip", "send"],
  ]);
});

test("the first frame of each period passes by the times of frames, and is the next to compare with", () => {
  const pictures = [100, 100, 94, 94, 88, 88, 94].map((luma) => picture(luma));
  const times = [1000.5, 1002, 1010.4, 1010.5, 1019, 1045, 1046];
  expect(kinds(judge({ periodSeconds: 10 }, pictures, times))).toEqual([
    ...["send", "skip", "skip", "send"],
    ...["skip", "send", "skip"],
  ]);
});

test("what changes in an ignored region does not count, and outside of the regions neither", () => {
  const pictures = [picture(100), picture(100, 4), picture(100, 8)];
  const ignore = [region("0,0,0.1,1")];
  expect(kinds(judge({ regions: { include: [], ignore } }, pictures))).toEqual([
    ...["send", "skip", "send"],
  ]);
  const include = [region("0.5,0,0.5,1")];
  expect(kinds(judge({ regions: { include, ignore: [] } }, pictures))).toEqual([
    ...["send", "skip", "skip"],
  ]);
});

test("a picture of another size passes", () => {
  const wide = { width: 80, height: 10, values: new Uint8Array(800).fill(100) };
  expect(kinds(judge({}, [picture(100), wide, wide]))).toEqual(["send", "send", "skip"]);
});
