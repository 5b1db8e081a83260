import { describe, expect, test } from "vitest";
import { protocolSchema } from "../../src/options/protocol-options.ts";
import { checkOptions } from "../../src/options/options-schema.ts";

const check = (given: object) => checkOptions(protocolSchema, given);

describe("the options of protocols", () => {
  test("have a default each", () => {
    expect(check({})).toEqual({
      protocol: "multipart",
      model: null,
      field: null,
      params: {},
      prompt: null,
      headers: {},
      headerFile: null,
      tokenCommand: null,
      template: null,
      metadata: false,
      tensorSize: null,
      tensorFit: null,
      tensorChannels: null,
      tensorLayout: null,
      tensorMean: null,
      tensorStd: null,
    });
  });

  test("take parameters as name=value, once, several times, or as an object", () => {
    expect(check({ params: "a=1=2" }).params).toEqual({ a: "1=2" });
    expect(check({ params: ["a=1", "b= x ", "c="] }).params).toEqual({ a: "1", b: " x ", c: "" });
    expect(check({ params: { a: "1" } }).params).toEqual({ a: "1" });
  });

  test("take headers as Name: value, and know their names in lower case", () => {
    expect(check({ headers: ["Authorization: Bearer a:b", "X-Key:k"] }).headers).toEqual({
      authorization: "Bearer a:b",
      "x-key": "k",
    });
    expect(check({ headers: { "X-Key": " k " } }).headers).toEqual({ "x-key": "k" });
  });

  test.each([
    [{ params: "novalue" }, "params: must be name=value"],
    [{ params: ["=5"] }, "params: must be name=value"],
    [{ params: { a: 1 } }, "params: must be name=value"],
    [{ headers: "novalue" }, "headers: must be Name: value"],
    [{ headers: "a b: c" }, "headers: must be Name: value"],
    [{ headers: "a: b\r\nc: d" }, "headers: must be Name: value"],
    [{ headers: { a: "€" } }, "headers: must be Name: value"],
    [{ headers: "Content-Length: 5" }, "must not name what belongs to the connection"],
    [{ protocol: "grpc" }, "protocol: must be one of auto, multipart, raw"],
    [{ metadata: "maybe" }, "metadata: must be true or false"],
    [{ prompt: "" }, "prompt: must be text"],
  ])("reject %j with a reason", (given, words) => {
    expect(() => check(given)).toThrow(words);
  });

  test.each([
    [true, true],
    ["1", true],
    ["true", true],
    ["0", false],
    ["false", false],
  ])("take %j for a yes or no", (given, expected) => {
    expect(check({ metadata: given }).metadata).toBe(expected);
  });

  test("leave a prompt its lines", () => {
    expect(check({ prompt: "one\ntwo" }).prompt).toBe("one\ntwo");
  });
});
