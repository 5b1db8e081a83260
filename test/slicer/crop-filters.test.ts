import { describe, expect, test } from "vitest";
import { cropFilters, type CropSettings, slicedPart } from "../../src/slicer/crop-filters.ts";
import { shownPicture } from "../../src/slicer/shown-picture.ts";
import { UNKNOWN_COLORS } from "../../src/slicer/video-colors.ts";

const WHOLE: CropSettings = {
  ...{ crop: null, squarePixels: false, widthPixels: null, heightPixels: null },
  ...{ format: "jpg", toneMap: false },
};
const PAL = "h264 (High), yuv420p(tv), 720x576 [SAR 64:45 DAR 16:9], 25 fps";
const picture = { width: 720, height: 576, pixelAspect: 64 / 45 };

function facts(pixelFormat: string) {
  return { picture, colors: { ...UNKNOWN_COLORS, pixelFormat } };
}

describe("the picture of a video as it is shown", () => {
  test.each([
    [PAL, 0, picture],
    [PAL, -90, { width: 576, height: 720, pixelAspect: 45 / 64 }],
    [PAL, 180, picture],
    ["mjpeg, yuvj422p, 640x480, 30 tbr", 270, { width: 480, height: 640, pixelAspect: 1 }],
    [
      "h264, yuv420p, 720x576 [SAR 1:1 DAR 5:4], SAR 16:15 DAR 4:3, 25 fps",
      0,
      { width: 720, height: 576, pixelAspect: 16 / 15 },
    ],
    ["rawvideo, none, 25 tbr", 0, null],
  ])("is read from what ffmpeg prints: %s, turned by %s", (details, rotation, expected) => {
    expect(shownPicture(details, rotation)).toEqual(expected);
  });
});

describe("filters of a crop", () => {
  test("are none without one", () => {
    expect(cropFilters(WHOLE, facts("yuv420p"))).toEqual([]);
    expect(slicedPart(WHOLE, picture)).toBeNull();
  });

  test.each([
    ["yuv420p", "100,50,31,21", false],
    ["yuv420p", "101,50,31,21", true],
    ["yuv422p10le", "100,51,31,21", false],
    ["yuv444p", "101,51,31,21", false],
    ["gbrp", "101,51,31,21", false],
    ["nv12", "2,1,3,3", true],
    ["yuv410p", "2,4,3,3", true],
    ["something new", "4,4,3,3", false],
    ["something new", "6,4,3,3", true],
  ])(
    "give each pixel of %s a color of its own where %s begins between two: %s",
    (name, crop, isFull) => {
      const filters = cropFilters({ ...WHOLE, crop }, facts(name));
      expect(filters.some((filter) => filter.startsWith("format=yuv444p"))).toBe(isFull);
      expect([filters[0], filters.at(-1)]).toEqual([
        "scale=720:576",
        expect.stringMatching(/^crop=\d+:\d+:\d+:\d+:exact=1$/u),
      ]);
    },
  );

  test("make pixels square first, and cut that picture", () => {
    const settings = { ...WHOLE, crop: "0.5,0,0.5,1", squarePixels: true, widthPixels: 256 };
    expect(cropFilters(settings, facts("yuv420p"))).toEqual([
      "scale=1024:576",
      "setsar=1",
      "crop=512:576:512:0:exact=1",
    ]);
    expect(slicedPart(settings, picture)).toEqual({
      ...{ x: 512, y: 0, width: 512, height: 576, image: "part" },
      ...{ frame: { width: 1024, height: 576 }, sent: { width: 256, height: 288 } },
    });
  });
});
