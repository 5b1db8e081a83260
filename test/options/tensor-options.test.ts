import { describe, expect, test } from "vitest";
import { checkOptions } from "../../src/options/options-schema.ts";
import { tensorSchema } from "../../src/options/tensor-options.ts";

describe("options of tensors", () => {
  test("are given as text or as values, one number or three", () => {
    const given = { tensorSize: "640x480", tensorFit: "letterbox", tensorMean: "123.5, 116,103" };
    expect(checkOptions(tensorSchema, { ...given, tensorStd: 58 })).toEqual({
      tensorSize: { width: 640, height: 480 },
      tensorFit: "letterbox",
      tensorChannels: null,
      tensorLayout: null,
      tensorMean: [123.5, 116, 103],
      tensorStd: [58],
    });
    expect(checkOptions(tensorSchema, { tensorMean: "0", tensorStd: [1, 2, 3] })).toMatchObject({
      tensorMean: [0],
      tensorStd: [1, 2, 3],
    });
  });

  test.each([
    [{ tensorFit: "fill" }, "tensorFit: must be one of stretch, letterbox, crop"],
    [{ tensorChannels: "rgba" }, "tensorChannels: must be one of rgb, bgr, gray"],
    [{ tensorLayout: "NCHW" }, "tensorLayout: must be one of nchw, nhwc"],
    [{ tensorMean: "1,2" }, "tensorMean: must be one number, or three for red, green and blue"],
    [{ tensorMean: "1,,3" }, "tensorMean: must be one number, or three"],
    [{ tensorMean: "much" }, "tensorMean: must be one number, or three"],
    [{ tensorMean: [] }, "tensorMean: must be one number, or three"],
    [{ tensorStd: "0" }, "tensorStd: must be at least 1: pixels count from 0 to 255"],
    [{ tensorStd: "0.229,0.224,0.225" }, "so take 255 times what is meant for 0 to 1"],
    [{ tensorStd: Number.POSITIVE_INFINITY }, "tensorStd: must be one number, or three"],
  ])("are an error where they make no sense: %j", (given, message) => {
    expect(() => checkOptions(tensorSchema, given)).toThrow(message);
  });
});
