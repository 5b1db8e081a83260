import { describe, expect, test } from "vitest";
import type { SendProbe } from "../../src/core/service/probe-request.ts";
import { protocolSchema } from "../../src/options/protocol-options.ts";
import { checkOptions } from "../../src/options/options-schema.ts";
import { createProtocol } from "../../src/protocols/protocol-registry.ts";
import { secretRedactor } from "../../src/protocols/secret-redactor.ts";
import { answerOf } from "../support/samples/sample-answer.ts";

const hidden = (secrets: readonly string[], response: unknown): unknown =>
  secretRedactor(secrets).verdict({ kind: "accepted", status: 200, response }).response;

describe("a secret that a service repeats", () => {
  const secret = 'pä "5/x+y&z';
  const json = JSON.stringify(secret).slice(1, -1);

  test.each([
    ["as it is", secret],
    ["as JSON within a text", json],
    ["as JSON within JSON within a text", JSON.stringify(json).slice(1, -1)],
    ["as Python writes JSON", 'p\\u00e4 \\"5/x+y&z'],
    ["percent-coded", encodeURIComponent(secret)],
    ["percent-coded in lower case", "p%c3%a4%20%225%2fx%2by%26z"],
    ["as a form codes it", encodeURIComponent(secret).replaceAll("%20", "+")],
    ["in HTML", "pä &quot;5/x+y&amp;z"],
    ["in base64", Buffer.from(secret).toString("base64").replace(/=+$/u, "")],
    ["in base64 for addresses", Buffer.from(secret).toString("base64url")],
  ])("is hidden %s", (_, form) => {
    expect(hidden([secret], { said: [`<${form}> is wrong`], [form]: 1 })).toEqual({
      said: ["<***> is wrong"],
      "***": 1,
    });
    expect(hidden([secret], `<${form}> is wrong`)).toBe("<***> is wrong");
  });

  test("is hidden with its scheme and without, and as the pair that basic authorization sends", () => {
    const basic = Buffer.from("anna:abc").toString("base64");
    const response = { headers: { authorization: `Basic ${basic}` }, user: "anna" };
    expect(hidden(["anna", "anna:abc"], response)).toEqual({
      headers: { authorization: "Basic ***" },
      user: "***",
    });
  });

  test("is hidden in predictions, too", () => {
    const verdict = { kind: "accepted", status: 200, response: null } as const;
    const predictions = { text: "the key is s3cr3t" };
    expect(secretRedactor(["s3cr3t"]).verdict({ ...verdict, predictions })).toMatchObject({
      predictions: { text: "the key is ***" },
    });
  });

  test.each([
    ["Zm9v/bar+ab==", "Zm9v/bar%2Bab%3D%3D"],
    ["abc/def hij", "abc/def%20hij"],
    ["sch\u00f6n e&f", "sch\u00f6n%20e%26f"],
    ["sch\u00f6n e&f", "sch%c3%b6n+e&f"],
  ])("%s is hidden in an address that is decoded in part: %s", (given, form) => {
    expect(hidden([given], { url: `http://a/?token=${form}&n=1` })).toEqual({
      url: "http://a/?token=***&n=1",
    });
  });

  test("is hidden before a longer one is found to begin with it", () => {
    expect(hidden(["abcd", "abcd-efgh"], "see abcd-efgh and abcd")).toBe("see *** and ***");
  });

  test("is hidden among bytes that are no text", () => {
    const [before, after] = [Buffer.from([0xff, 0xd8, 0]), Buffer.from([0xff])];
    const uri = (said: string): string =>
      `data:image/x;base64,${Buffer.concat([before, Buffer.from(said), after]).toString("base64")}`;
    expect(hidden([secret], uri(` ${secret} `))).toBe(uri(" *** "));
    expect(hidden([secret], uri("nothing"))).toBe(uri("nothing"));
  });

  test("is not revealed by the half of it at the end of a quotation", () => {
    const hider = secretRedactor(["canary-password"]);
    expect(hider.text("the service answered 400: canary-pass…")).toBe(
      "the service answered 400: ***…",
    );
    expect(hider.text("another request: canary-p…, not ours")).toBe(
      "another request: ***…, not ours",
    );
  });
});

describe("an answer that repeats no secret", () => {
  const answer = {
    label: "passenger",
    confidence: 0.2534,
    id: 25_340_001,
    at: ["2534.5", "x2534"],
  };

  test.each([
    ["a part of a word", ["pass", "senger", "abel"]],
    ["digits", ["2534", "25340001", "0.25"]],
    ["a name", ["confidence1"]],
  ])("is kept as it came where a secret is %s", (_, secrets) => {
    expect(hidden(secrets, answer)).toEqual(answer);
    expect(hidden(secrets, "0.2534 25340001.5 passenger")).toBe("0.2534 25340001.5 passenger");
  });

  test("keeps its numbers where they are a secret themselves", () => {
    expect(hidden(["12345678"], { key: 12_345_678, said: "12345678." })).toEqual({
      key: 12_345_678,
      said: "***.",
    });
  });

  test("is judged as it came: nothing of it is hidden before", () => {
    const options = checkOptions(protocolSchema, { model: "m", headers: "x-api-key: predictions" });
    const judged = createProtocol("tfserving", options).judge(
      answerOf(200, { predictions: [[0.2534]] }),
    );
    expect(judged.kind).toBe("accepted");
  });

  test("may be nested as deep as it likes", () => {
    const deep: unknown = JSON.parse(`${"[".repeat(500_000)}${"]".repeat(500_000)}`);
    expect(hidden(["s3cr3t"], deep)).toMatch(/nested too deeply/u);
    expect(hidden([], deep)).toBe(deep);
  });
});

test("secrets are hidden in what a set-up says, and after it", async () => {
  const options = checkOptions(protocolSchema, { model: "m", headers: "x-api-key: s3cr3t" });
  const { setUp } = createProtocol("kserve-v2", options);
  const never = new AbortController().signal;
  const angry: SendProbe = async () => answerOf(401, "s3cr3t is wrong");
  expect(await setUp?.("http://h", angry, never)).toEqual({
    problem: "the model's inputs cannot be read: it answers 401: *** is wrong",
  });
  const inputs = [{ name: "image", datatype: "BYTES", shape: [-1] }];
  const result = await setUp?.("http://h", async () => answerOf(200, { inputs }), never);
  if (result === undefined || "problem" in result) throw new Error("no set-up");
  for (const verdict of [
    result.protocol.judge(answerOf(400, "s3cr3t")),
    result.protocol.batch?.judge(answerOf(400, "s3cr3t"), 2),
  ])
    expect(verdict).toMatchObject({ kind: "rejected", response: "***" });
});

test("secrets are hidden in redirects, questions of readiness and the template's own texts", () => {
  const options = checkOptions(protocolSchema, {
    template: '{"api_key":"s3cr3t-of-template","image":"{{base64}}"}',
    params: {},
    headers: "authorization: Bearer s3cr3t-of-header",
  });
  const protocol = createProtocol("json", options);
  const location = "/x?key=s3cr3t-of-header";
  expect(protocol.judge(answerOf(307, "", { location }))).toMatchObject({
    reason: "the service redirects to /x?key=***: name that address",
  });
  expect(protocol.judge(answerOf(400, { given: "s3cr3t-of-template" }))).toMatchObject({
    response: { given: "***" },
    reason: 'the service answered 400: {"given":"***"}',
  });
  expect(protocol.probe.notReadyReason(answerOf(503, "s3cr3t-of-header"))).toBe(
    "it answers 503: ***",
  );
});
