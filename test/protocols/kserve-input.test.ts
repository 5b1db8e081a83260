import { describe, expect, test } from "vitest";
import { type PlanningFacts, planTensor } from "../../src/protocols/kserve-input.ts";

const TRITON = { name: "triton", version: "2.50.0", extensions: ["binary_tensor_data"] };
const MLSERVER = { name: "mlserver", version: "1.6.0", extensions: [] };
const OPENVINO = { name: "OpenVINO Model Server", version: "2025.0" };

function plan(inputs: readonly object[], more: Partial<PlanningFacts> = {}) {
  return planTensor({ model: { inputs }, server: TRITON, field: null, wantsBinary: null, ...more });
}

const bytes = (shape: readonly number[], name = "image") => ({ name, datatype: "BYTES", shape });
const pixels = { name: "x", datatype: "FP32", shape: [-1, 224, 224, 3] };

describe("the tensor for a model's input", () => {
  test("of BYTES holds whole images, with an inner dimension where the model has one", () => {
    const common = { name: "image", datatype: "BYTES", isBinary: true };
    expect(plan([bytes([-1, 1])])).toEqual({
      ...common,
      hasInnerDimension: true,
      canBatch: true,
    });
    expect(plan([bytes([-1])])).toEqual({
      ...common,
      hasInnerDimension: false,
      canBatch: true,
    });
    expect(plan([bytes([1])])).toEqual({
      ...common,
      hasInnerDimension: false,
      canBatch: false,
    });
  });

  test("of UINT8 holds the bytes of one image", () => {
    const input = { name: "raw", datatype: "UINT8", shape: [-1, -1] };
    expect(plan([input])).toEqual({
      name: "raw",
      datatype: "UINT8",
      hasInnerDimension: true,
      isBinary: true,
      canBatch: false,
    });
    expect(plan([input], { wantsBinary: false })).toEqual({
      problem: "the input raw takes UINT8 [-1,-1], which only a binary tensor can hold",
      remedy: expect.stringContaining('leave `params: { binary: "false" }` out'),
    });
  });

  test("goes as JSON where the server does not know binary tensors, unless the user knows better", () => {
    const server = MLSERVER;
    expect(plan([bytes([-1])], { server })).toMatchObject({ isBinary: false });
    expect(plan([bytes([-1])], { server, wantsBinary: true })).toMatchObject({ isBinary: true });
    expect(plan([bytes([-1])], { server: null })).toMatchObject({ isBinary: false });
    expect(plan([bytes([-1])], { wantsBinary: false })).toMatchObject({ isBinary: false });
  });

  test("of pixels takes encoded images only where OpenVINO Model Server decodes them", () => {
    expect(plan([pixels], { server: OPENVINO })).toEqual({
      name: "x",
      datatype: "BYTES",
      hasInnerDimension: false,
      isBinary: true,
      canBatch: true,
    });
    expect(plan([pixels])).toMatchObject({ datatype: "FP32", decoded: { hasBatch: true } });
    const ours = { server: OPENVINO, options: { tensorChannels: "bgr" as const } };
    expect(plan([pixels], ours)).toMatchObject({ datatype: "FP32", isBinary: true });
  });

  test("is the only one that can hold an image, or the one that was named", () => {
    const threshold = { name: "threshold", datatype: "FP32", shape: [1] };
    expect(plan([threshold, bytes([1])])).toMatchObject({ name: "image" });
    expect(plan([bytes([1], "a"), bytes([1], "b")])).toEqual({
      problem: "the model has the inputs a, b",
      remedy: "choose one with `field`",
    });
    expect(plan([bytes([1], "a"), bytes([1], "b")], { field: "b" })).toMatchObject({ name: "b" });
    expect(plan([bytes([1], "a")], { field: "b" })).toEqual({
      problem: "the model has no input b: it has a",
      remedy: "name one of these with `field`",
    });
  });

  test.each([null, 5, "text", [], {}, { inputs: null }, { inputs: [null, 5] }])(
    "does not exist where the metadata makes no sense: %j",
    (model) => {
      const findings = { model, server: TRITON, field: null, wantsBinary: null };
      expect(planTensor(findings)).toEqual({
        problem: "the model lists no inputs",
        remedy: "check `to` and `model`",
      });
    },
  );
});
