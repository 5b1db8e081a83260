import { describe, expect, test } from "vitest";
import type { TensorOptions } from "../../src/options/tensor-options.ts";
import {
  type PlanningFacts,
  planTensor,
  type TensorPlan,
} from "../../src/protocols/kserve-input.ts";

const TRITON = { name: "triton", extensions: ["binary_tensor_data", "model_configuration"] };
const MLSERVER = { name: "mlserver", version: "1.6.0", extensions: [] };

const input = (datatype: string, shape: readonly (number | string)[], name = "images") => ({
  name,
  datatype,
  shape,
});

function plan(
  given: object | readonly object[],
  options: Partial<TensorOptions> = {},
  more: Partial<PlanningFacts> = {},
) {
  const model = { inputs: [given].flat() };
  return planTensor({ model, server: TRITON, field: null, wantsBinary: null, options, ...more });
}

/** What was planned, in a line. */
function planned(...given: Parameters<typeof plan>): string {
  const made = plan(...given) as TensorPlan;
  const { pixels, hasBatch } = made.decoded ?? {};
  if (pixels === undefined) return JSON.stringify(made);
  const { size, channels, layout, datatype, fit, mean, std, form } = pixels;
  const batch = hasBatch === true ? (made.canBatch ? "several" : "one") : "none";
  return `${datatype} ${channels} ${layout} ${size.width}x${size.height} ${fit} (p-${mean.join(",")})/${std.join(",")} ${form}, batch of ${batch}`;
}

describe("the pixels of a model's input", () => {
  test.each<[readonly [string, readonly (number | string)[]], Partial<TensorOptions>, string]>([
    [
      ["FP32", [-1, 3, 640, 480]],
      {},
      "FP32 rgb nchw 480x640 stretch (p-0)/255 bytes, batch of several",
    ],
    [
      ["FP32", [1, 3, 640, 640]],
      { tensorFit: "letterbox" },
      "FP32 rgb nchw 640x640 letterbox (p-0)/255 bytes, batch of one",
    ],
    [["FP16", [3, 224, 224]], {}, "FP16 rgb nchw 224x224 stretch (p-0)/255 bytes, batch of none"],
    [
      ["UINT8", [-1, 224, 320, 3]],
      { tensorChannels: "bgr" },
      "UINT8 bgr nhwc 320x224 stretch (p-0)/1 bytes, batch of several",
    ],
    [
      ["UINT8", [-1, -1, -1, 3]],
      { tensorSize: { width: 64, height: 32 } },
      "UINT8 rgb nhwc 64x32 stretch (p-0)/1 bytes, batch of several",
    ],
    [
      ["FP32", [-1, 1, 28, 28]],
      {},
      "FP32 gray nchw 28x28 stretch (p-0)/255 bytes, batch of several",
    ],
    [
      ["FP32", [28, 28, 1]],
      { tensorMean: [33], tensorStd: [78] },
      "FP32 gray nhwc 28x28 stretch (p-33)/78 bytes, batch of none",
    ],
    [
      ["FP32", [-1, -1, -1, -1]],
      { tensorSize: { width: 9, height: 8 }, tensorLayout: "nhwc", tensorChannels: "gray" },
      "FP32 gray nhwc 9x8 stretch (p-0)/255 bytes, batch of several",
    ],
    [
      ["FP32", [-1, 3, 300, -1]],
      { tensorSize: { width: 200, height: 300 } },
      "FP32 rgb nchw 200x300 stretch (p-0)/255 bytes, batch of several",
    ],
    // As KServe's REST proxy writes it.
    [
      ["FP32", ["1", "3", "300", "301"]],
      {},
      "FP32 rgb nchw 301x300 stretch (p-0)/255 bytes, batch of one",
    ],
    [
      ["FP32", [-1, 3, 224, 224]],
      { tensorMean: [1, 2, 3], tensorStd: [4, 5, 6] },
      "FP32 rgb nchw 224x224 stretch (p-1,2,3)/4,5,6 bytes, batch of several",
    ],
  ])("come of %j with %j", (given, options, expected) => {
    expect(planned(input(...given), options)).toBe(expected);
  });

  test("have the order that Triton's configuration says, and are of as many images as it takes", () => {
    const [open, name] = [input("FP32", [-1, -1, -1, -1]), "images"];
    const options = { tensorSize: { width: 9, height: 8 } };
    const config = {
      max_batch_size: 8,
      input: [{ name, format: "FORMAT_NHWC", dims: [-1, -1, -1] }],
    };
    expect(planned(open, options, { config })).toContain("rgb nhwc 9x8");
    expect(plan(open, options, { config })).toMatchObject({ canBatch: true, maxImages: 8 });
    const single = { ...config, max_batch_size: 1 };
    expect(plan(open, options, { config: single })).toMatchObject({ canBatch: false });
    const none = { ...config, max_batch_size: 0 };
    expect(plan(open, options, { config: none })).not.toHaveProperty("maxImages");
    expect(planned(open, { ...options, tensorLayout: "nchw" }, { config })).toContain("nchw");
    const whole = { max_batch_size: 4, input: [{ name }] };
    expect(plan(input("BYTES", [-1, 1]), {}, { config: whole })).toMatchObject({ maxImages: 4 });
  });

  test("go as numbers in JSON where the server does not know binary tensors", () => {
    const pixels = input("FP32", [-1, 3, 8, 8]);
    expect(planned(pixels, {}, { server: MLSERVER })).toContain("text");
    expect(planned(pixels, {}, { server: MLSERVER, wantsBinary: true })).toContain("bytes");
    expect(planned(pixels, {}, { wantsBinary: false })).toContain("text");
  });

  test("fill the one input that can hold them, beside others that a request may leave out", () => {
    const threshold = input("FP32", [1], "threshold");
    const images = input("FP32", [-1, 3, 8, 8]);
    expect(plan([threshold, images])).toMatchObject({ name: "images" });
    const config = { input: [{ name: "threshold", optional: true }, { name: "images" }] };
    expect(plan([threshold, images], {}, { config })).toMatchObject({ name: "images" });
  });
});

describe("a model that cannot be fed is reported with its input and with the way out", () => {
  test.each<[readonly [string, readonly number[]], Partial<TensorOptions>, string, string]>([
    [
      ["FP32", [1, 7, 224, 224]],
      {},
      "the input images takes FP32 [1,7,224,224], whose 7 channels are not the 1 or 3 of an image",
      "ensemble",
    ],
    [["FP32", [-1, 3, -1, -1]], {}, "which leaves height and width open", 'tensorSize: "640x640"'],
    [["FP32", [-1, 3, -1, 640]], {}, "which leaves height and width open", "`tensorSize: "],
    [
      ["FP32", [-1, 3, -1, 640]],
      { tensorSize: { width: 320, height: 9 } },
      "640x? pixels, not 320x9",
      "choose another `tensorSize`",
    ],
    [
      ["FP32", [-1, 3, 8, 8]],
      { tensorSize: { width: 9, height: 8 } },
      "8x8 pixels, not 9x8",
      "leave `tensorSize` out",
    ],
    [["FP32", [-1, -1, -1, -1]], {}, "which may be NCHW or NHWC", "`tensorLayout`"],
    [["FP32", [-1, 3, 64, 3]], {}, "which may be NCHW or NHWC", "`tensorLayout`"],
    [
      ["FP32", [-1, 3, 64, 64]],
      { tensorLayout: "nhwc" },
      "whose 64 channels as NHWC are not the 1 or 3 of an image",
      "`tensorLayout`",
    ],
    [
      ["FP32", [-1, 3, 8, 8]],
      { tensorChannels: "gray" },
      "three channels, not gray",
      "`tensorChannels`",
    ],
    [
      ["FP32", [-1, 1, 8, 8]],
      { tensorChannels: "bgr" },
      "one channel, not bgr",
      "`tensorChannels`",
    ],
    [["FP32", [4, 3, 8, 8]], {}, "4 images at a time", "open (-1)"],
    [["FP32", [1, 2, 3, 8, 8]], {}, "of 5 dimensions", "ensemble"],
    [["INT64", [1, 3, 8, 8]], {}, "pixels go as UINT8, FP16 or FP32", "ensemble"],
    [
      ["UINT8", [1, 3, 8, 8]],
      { tensorStd: [255] },
      "which holds pixels as they are",
      "`tensorStd`",
    ],
    [["FP32", [1, 1, 8, 8]], { tensorStd: [1, 2, 3] }, "which has one channel", "one number"],
    [["FP32", [1, 3, 60_000, 60_000]], {}, "larger than 256 MiB", "`tensorSize`"],
    [
      ["BYTES", [-1, 1]],
      { tensorFit: "crop" },
      "the input images takes BYTES [-1,1], an image as it is",
      "leave `tensorFit` out",
    ],
    [["FP32", [1]], {}, "which holds neither an image nor its pixels", "`field`"],
    [["FP32", [-1, 28, 28]], {}, "28 channels are not the 1 or 3", "ensemble"],
  ])("of %j with %j", (given, options, problem, remedy) => {
    expect(plan(input(...given), options)).toEqual({
      problem: expect.stringContaining(problem),
      remedy: expect.stringContaining(remedy),
    });
  });

  test("of several inputs", () => {
    const [left, right] = ["left", "right"].map((name) => input("FP32", [1, 3, 8, 8], name));
    const both = [left, right] as const satisfies readonly (object | undefined)[];
    expect(plan(both as unknown as readonly object[])).toEqual({
      problem: "the model has the inputs left, right",
      remedy: "choose one with `field`",
    });
    const config = { input: [{ name: "left" }, { name: "right", optional: false }] };
    for (const field of [null, "left"])
      expect(plan(both as unknown as readonly object[], {}, { config, field })).toEqual({
        problem:
          "the model needs 2 inputs at once, and a frame fills one: left, FP32 [1,3,8,8]; right, FP32 [1,3,8,8]",
        remedy: expect.stringContaining("ensemble"),
      });
  });

  test("of FP16, where the server takes JSON only", () => {
    expect(plan(input("FP16", [1, 3, 8, 8]), {}, { server: MLSERVER })).toMatchObject({
      problem: "the input images takes FP16 [1,3,8,8], which only a binary tensor can hold",
    });
  });
});
