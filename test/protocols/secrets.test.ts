import { describe, expect, test } from "vitest";
import type { Ask } from "../../src/core/ask.ts";
import { protocolShape } from "../../src/options/protocol-options.ts";
import { checkOptions } from "../../src/options/shape.ts";
import { createProtocol } from "../../src/protocols/kinds.ts";
import { secretHider, secretsIn } from "../../src/protocols/secrets.ts";
import { answerOf } from "./answers.ts";

describe("secrets", () => {
  test("are known by their names; of a scheme and a token, the token", () => {
    const values = {
      authorization: "Bearer abc-def",
      "x-api-key": "k1234",
      api_key: "rf_5678",
      cookie: "session=9",
      "x-auth-token": "t1234",
      password: "hunter22",
    };
    expect(secretsIn(values)).toEqual([
      "abc-def",
      "k1234",
      "rf_5678",
      "session=9",
      "t1234",
      "hunter22",
    ]);
  });

  test("are not what only sounds like one, or is too short to be found in a text", () => {
    expect(secretsIn({ max_tokens: "1000", accept: "application/json", key: "abc" })).toEqual([]);
  });

  test("are hidden in bodies and redirects, the longer one first", () => {
    const hide = secretHider(["abcd", "abcd-efgh"]);
    const answer = answerOf(307, "see abcd-efgh and abcd", { location: "/x?key=abcd-efgh" });
    expect(hide(answer)).toMatchObject({
      body: Buffer.from("see *** and ***"),
      headers: { location: "/x?key=***" },
    });
    const harmless = answerOf(200, "nothing");
    expect(hide(harmless)).toBe(harmless);
  });

  test("are hidden in what a set-up says, and after it", async () => {
    const options = checkOptions(protocolShape, { model: "m", headers: "x-api-key: s3cr3t" });
    const { setUp } = createProtocol("kserve-v2", options);
    const never = new AbortController().signal;
    const angry: Ask = async () => answerOf(401, "s3cr3t is wrong");
    expect(await setUp?.("http://h", angry, never)).toEqual({
      problem: "the model's inputs cannot be asked: it answers 401: *** is wrong",
    });
    const inputs = [{ name: "image", datatype: "BYTES", shape: [-1] }];
    const result = await setUp?.("http://h", async () => answerOf(200, { inputs }), never);
    if (result === undefined || "problem" in result) throw new Error("no set-up");
    for (const verdict of [
      result.protocol.judge(answerOf(400, "s3cr3t")),
      result.protocol.batch?.judge(answerOf(400, "s3cr3t"), 2),
    ])
      expect(verdict).toMatchObject({ kind: "refused", response: "***" });
  });
});
