import { describe, expect, test } from "vitest";
import { judgeAnswer } from "../../src/protocols/judge-answer.ts";
import { readBody } from "../../src/protocols/read-body.ts";
import { roboflow } from "../../src/protocols/roboflow.ts";
import { tfserving } from "../../src/protocols/tfserving.ts";
import { answerOf } from "../support/samples/sample-answer.ts";

const bytes = (body: Buffer, type?: string) => ({
  status: 200,
  headers: { "content-length": "1", ...(type === undefined ? {} : { "content-type": type }) },
  body,
});

const LABEL = { label: "Käse – ’schön’ €" };
const JSON_TEXT = JSON.stringify(LABEL);
const bom = "\uFEFF";

function utf16(text: string, isBigEndian: boolean): Buffer {
  const little = Buffer.from(text, "utf16le");
  return isBigEndian ? little.swap16() : little;
}

/** Windows' own places for characters beyond ISO 8859-1. */
function windows1252(text: string): Buffer {
  const places: Record<string, number> = { "€": 0x80, "’": 0x92, "–": 0x96 };
  return Buffer.from(Array.from(text, (one) => places[one] ?? one.charCodeAt(0)));
}

describe("the text of an answer is read", () => {
  test.each<[string, Buffer, string | undefined]>([
    ["UTF-8", Buffer.from(JSON_TEXT), "application/json"],
    ["UTF-8 with a mark", Buffer.from(bom + JSON_TEXT), "application/json"],
    [
      "UTF-8 with a mark, whatever it says",
      Buffer.from(bom + JSON_TEXT),
      "text/plain; charset=latin1",
    ],
    ["UTF-16 with a mark", utf16(bom + JSON_TEXT, false), "application/json"],
    ["UTF-16, the other way round", utf16(bom + JSON_TEXT, true), "application/json"],
    ["UTF-16 that says so", utf16(JSON_TEXT, false), 'text/json; charset="utf-16le"'],
    ["UTF-16BE that says so", utf16(JSON_TEXT, true), "application/json;charset=UTF-16BE"],
    ["windows-1252", windows1252(JSON_TEXT), "application/json; charset=windows-1252"],
    ["latin-1, as Python says", windows1252(JSON_TEXT), "application/json; charset=latin-1"],
    ["ISO-8859-1", windows1252(JSON_TEXT), "application/json; charset=ISO-8859-1"],
    ["no UTF-8, without saying so", windows1252(JSON_TEXT), "application/json"],
    ["nobody knows what", windows1252(JSON_TEXT), undefined],
    [
      "UTF-8 that says latin-1, as JSON never is",
      Buffer.from(JSON_TEXT),
      "application/json; charset=iso-8859-1",
    ],
    ["an unknown charset", Buffer.from(JSON_TEXT), "application/json; charset=klingon"],
  ])("as %s", (_, body, type) => {
    expect(judgeAnswer(bytes(body, type))).toEqual({
      kind: "accepted",
      status: 200,
      response: LABEL,
    });
  });

  test("as text, too, and as what it is where it has the sign for what cannot be read", () => {
    expect(readBody(bytes(windows1252("Käse"), "text/plain")).response).toBe("Käse");
    expect(readBody(bytes(Buffer.from("a \uFFFD b"), "image/x")).response).toBe("a \uFFFD b");
    expect(readBody(bytes(Buffer.from(bom), "text/plain")).response).toBe("");
  });

  test("as a data URI of the very bytes, where it is none", () => {
    const image = Buffer.from("ffd8ffe0000102fffe", "hex");
    const base64 = image.toString("base64");
    const kept = ["image/jpeg; q=1", undefined].map(
      (type) => readBody(bytes(image, type)).response,
    );
    expect(kept).toEqual([
      `data:image/jpeg;base64,${base64}`,
      `data:application/octet-stream;base64,${base64}`,
    ]);
    expect(judgeAnswer({ ...bytes(image, "image/jpeg"), status: 500 })).toMatchObject({
      reason: "the service answered 500: 9 bytes of image/jpeg",
    });
  });
});

describe("an answer in a coding that is not known", () => {
  const coded = { ...bytes(Buffer.from([1, 2]), "application/json") };
  const answer = { ...coded, headers: { ...coded.headers, "content-encoding": "snappy" } };

  test("has failed, with the coding's name, and is not sent for again", () => {
    const reason =
      "the answer is encoded as snappy, and only gzip, deflate, br and zstd can be decoded";
    const verdict = {
      kind: "rejected",
      status: 200,
      response: "data:application/json;base64,AQI=",
      reason,
    };
    expect(judgeAnswer(answer)).toEqual(verdict);
    expect(tfserving({ model: "m" }).judge(answer)).toEqual(verdict);
  });

  test("is judged by its status where that says enough", () => {
    expect(judgeAnswer({ ...answer, status: 503 }).kind).toBe("unavailable");
  });
});

describe("a number in an answer", () => {
  test.each([
    "9007199254740993",
    "-123456789012345678901234567890",
    "1e400",
    "-1E+999",
    "1e-400",
    `1${"0".repeat(400)}`,
  ])("that JavaScript cannot hold is kept as it came: %s", (number) => {
    const text = `{"id":${number},"name":"x"}`;
    const { response, value } = readBody(answerOf(200, text));
    expect(JSON.stringify(response)).toBe(text);
    expect(value).toEqual(JSON.parse(text));
  });

  test.each([
    "9007199254740992",
    "0.1234567890123456789",
    "1e300",
    "0e999",
    "12345678901234567.0",
    "1152921504606846976",
  ])("that it can hold is a number: %s", (number) => {
    const text = `[${number},"9007199254740993"]`;
    const { response, value } = readBody(answerOf(200, text));
    expect(response).toBe(value);
  });

  test("of one frame of several is kept in its share, and its prediction is a number all the same", () => {
    const one = (id: string) => `{"id":${id},"predictions":[{"class":"cat","confidence":0.5}]}`;
    const text = `[${one("9007199254740993")},${one("7")}]`;
    const verdicts = roboflow({ model: "m" }).batch?.judge(answerOf(200, text), 2) as readonly {
      readonly response: unknown;
    }[];
    expect(verdicts.map(({ response }) => JSON.stringify(response))).toEqual([
      one("9007199254740993"),
      one("7"),
    ]);
    expect(verdicts[0]).toMatchObject({
      predictions: { classes: [{ label: "cat", confidence: 0.5 }] },
    });
  });

  test("in an answer that is nested too deeply to look for it is no obstacle", () => {
    const text = `${"[".repeat(100_000)}9007199254740993${"]".repeat(100_000)}`;
    expect(judgeAnswer(answerOf(200, text)).kind).toBe("accepted");
  });
});
