import { expect, test } from "vitest";
import { nestedParams } from "../../src/protocols/nested-params.ts";

test("parameters with dots become objects, and JSON values what they are", () => {
  const params = {
    "options.temperature": "0.5",
    "options.stop": '["a"]',
    format: "json",
    version: '"1"',
    raw: "true",
    nothing: "null",
  };
  expect(JSON.parse(JSON.stringify(nestedParams(params)))).toEqual({
    options: { temperature: 0.5, stop: ["a"] },
    format: "json",
    version: "1",
    raw: true,
    nothing: null,
  });
});

test("a parameter below a plain value takes its place", () => {
  expect(JSON.stringify(nestedParams({ a: "1", "a.b": "2" }))).toBe('{"a":{"b":2}}');
});

test("a parameter's name reaches nothing beyond the parameters", () => {
  nestedParams({ "__proto__.polluted": "1", "constructor.prototype.polluted": "1" });
  expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
});
