import { describe, expect, test } from "vitest";
import {
  isJsonTemplate,
  isSoundJson,
  templateBody,
  unknownPlaceholders,
} from "../../src/hooks/template/template.ts";
import { sampleEvent } from "./sample-hook.ts";

const filled = (template: string, fields = {}) =>
  templateBody(template, "detection")(sampleEvent(fields));

describe("a template", () => {
  test("that is JSON stays JSON, whatever a label holds", () => {
    const { body, contentType } = filled(
      '{"text":"{{label}} at {{ source }}","n":{{confidence}}}',
      {
        label: 'a"}, {"b\n\\',
      },
    );
    expect(JSON.parse(body)).toEqual({ text: 'a"}, {"b\n\\ at gate', n: 0.91 });
    expect(contentType).toBe("application/json");
  });

  test("that is text takes values as they are", () => {
    expect(filled("{{label}} $& at {{source}}!")).toEqual({
      body: "person $& at gate!",
      contentType: "text/plain; charset=utf-8",
    });
  });

  test("has null for a number that is missing, and nothing for a text", () => {
    const missing = { confidence: null, capturedAt: null };
    expect(filled('{"c":{{confidence}},"t":"{{capturedAt}}"}', missing).body).toBe(
      '{"c":null,"t":""}',
    );
    expect(filled("c={{confidence}}", missing).body).toBe("c=");
  });

  test.each([
    ['{"a": "{{label}}"}', true, true],
    ['{"a": {{label}}}', true, false],
    ['["{{label}}", {{confidence}}]', true, true],
    ["[{{source}}] {{label}}", false, false],
    ["{{label}}", false, false],
    ["{ not json", true, false],
  ])("%s is taken for JSON or not", (template, isJson, isSound) => {
    expect(isJsonTemplate(template, "detection")).toBe(isJson);
    expect(isSoundJson(template, "detection")).toBe(isSound);
  });

  test("names what no such event has", () => {
    expect(
      unknownPlaceholders("{{lable}} {{label}} {{ toString }} {{reason}}", "detection"),
    ).toEqual([...["lable", "toString", "reason"]]);
  });
});
