import { describe, expect, test } from "vitest";
import type { SendProbe } from "../../src/core/service/probe-request.ts";
import { kserveV2 } from "../../src/protocols/kserve-v2.ts";
import { sampleFrame } from "../support/samples/sample-frame.ts";
import { answerOf } from "../support/samples/sample-answer.ts";

const IMAGE = Buffer.from("\xff\xd8\xff", "latin1");
const never = new AbortController().signal;

/** A service that has these routes and no others. */
function serviceWith(routes: Readonly<Record<string, unknown>>): SendProbe {
  return async ({ address }) => {
    const body = routes[new URL(address).pathname];
    return body === undefined ? answerOf(404, { error: "not found" }) : answerOf(200, body);
  };
}

const METADATA = { inputs: [{ name: "image", datatype: "BYTES", shape: [-1, 1] }] };

describe("the set-up of kserve-v2", () => {
  test("asks for the model's version, and says what it found", async () => {
    const ask = serviceWith({ "/p/v2/models/m/versions/3": METADATA, "/p/v2": { name: "triton" } });
    const { setUp } = kserveV2({ model: "m", params: { version: "3" } });
    const result = await setUp?.("http://h/p", ask, never);
    expect(result).toMatchObject({
      description: "the input image takes BYTES, sent as base64 in JSON",
      protocol: { route: "/v2/models/m/versions/3/infer", imageAs: "base64" },
    });
  });

  test("fails with a reason when the model or the service is not there", async () => {
    const { setUp } = kserveV2({ model: "m" });
    expect(await setUp?.("http://h", serviceWith({}), never)).toEqual({
      problem: 'the model\'s inputs cannot be read: it answers 404: {"error":"not found"}',
      remedy: "check `model`, and the version in `params.version`",
    });
    const nobody: SendProbe = async () => ({ fault: "unreachable", reason: "connection refused" });
    expect(await setUp?.("http://h", nobody, never)).toEqual({
      problem: "the model's inputs cannot be read: connection refused",
    });
  });
});

describe("an answer of kserve-v2", () => {
  const protocol = kserveV2({ model: "m" });
  const { note } = protocol.encode(sampleFrame(), IMAGE);
  const outputs = [{ name: "boxes", datatype: "FP32", shape: [1, 2], data: [1, 2] }];

  test("with our id, or without any, is accepted", () => {
    expect(protocol.judge(answerOf(200, { id: note?.id, outputs }), note).kind).toBe("accepted");
    expect(protocol.judge(answerOf(200, { outputs }), note).kind).toBe("accepted");
  });

  test("with another id is a transient error", () => {
    const verdict = protocol.judge(answerOf(200, { id: "other", outputs }), note);
    expect(verdict).toMatchObject({
      kind: "transientError",
      reason: `the answer belongs to another request: other, not ${note?.id}`,
    });
  });

  test.each([{}, { outputs: null }, [], null, 5])(
    "without outputs is a transient error: %j",
    (body) => {
      expect(protocol.judge(answerOf(200, body), note)).toMatchObject({ kind: "transientError" });
    },
  );

  test("to several frames is shared out by the rows of each tensor", async () => {
    const ask = serviceWith({ "/v2/models/m": METADATA });
    const result = await protocol.setUp?.("http://h", ask, never);
    if (result === undefined || "problem" in result) throw new Error("no set-up");
    const verdicts = result.protocol.batch?.judge(
      answerOf(200, {
        model_name: "m",
        outputs: [
          { name: "flat", datatype: "FP32", shape: [2, 2], data: [1, 2, 3, 4] },
          { name: "nested", datatype: "FP32", shape: [2, 1], data: [[5], [6]] },
          { name: "of both", datatype: "FP32", shape: [1], data: [7] },
        ],
      }),
      2,
    );
    expect(verdicts).toEqual(
      [0, 1].map((row) => ({
        kind: "accepted",
        status: 200,
        response: {
          model_name: "m",
          outputs: [
            { name: "flat", datatype: "FP32", shape: [1, 2], data: row === 0 ? [1, 2] : [3, 4] },
            { name: "nested", datatype: "FP32", shape: [1, 1], data: [[5 + row]] },
            { name: "of both", datatype: "FP32", shape: [1], data: [7] },
          ],
        },
      })),
    );
  });
});
