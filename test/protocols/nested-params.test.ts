import { expect, test } from "vitest";
import { nestedParams } from "../../src/protocols/nested-params.ts";

test("settings with dots become objects, and JSON values what they are", () => {
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

test("a setting below a plain value takes its place", () => {
  expect(JSON.stringify(nestedParams({ a: "1", "a.b": "2" }))).toBe('{"a":{"b":2}}');
});

test("no name reaches beyond the settings", () => {
  nestedParams({ "__proto__.polluted": "1", "constructor.prototype.polluted": "1" });
  expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
});
