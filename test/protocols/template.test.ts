import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { json } from "../../src/protocols/json.ts";
import { loadTemplate } from "../../src/protocols/load-template.ts";
import { sampleFrame } from "../support/samples/sample-frame.ts";

const PNG = Buffer.from("\x89PNG\r\n\x1a\n", "latin1");

/** The body with the image's base64 in its place. */
function filled(template: string, fields: Parameters<typeof sampleFrame>[0] = {}): unknown {
  const { head, tail } = json({ template }).encode(sampleFrame(fields), PNG);
  return JSON.parse(`${head.toString()}${PNG.toString("base64")}${tail.toString()}`);
}

const BASE64 = PNG.toString("base64");

describe("a JSON template", () => {
  test("has places between quotes and without them", () => {
    expect(filled('{"a":"x{{base64}}","b":{{index}},"c":"{{index}}"}', { index: 3 })).toEqual({
      a: `x${BASE64}`,
      b: 3,
      c: "3",
    });
    expect(filled("[{{ base64 }}, {{source}}, {{type}}]")).toEqual([
      BASE64,
      "clip.mp4",
      "image/png",
    ]);
    expect(filled("[{{dataUri}}]")).toEqual([`data:image/png;base64,${BASE64}`]);
  });

  test("writes what nobody knows as null, or as nothing in a text", () => {
    const nothing = { index: null, ptsSeconds: null };
    expect(filled('[{{index}},"{{pts}}","{{base64}}"]', nothing)).toEqual([null, "", BASE64]);
  });

  test("stays JSON whatever a frame is called", () => {
    const template = '{"q":"\\"{{fileName}}","s":{{source}},"i":"{{base64}}"}';
    const text = fc.string({ unit: "binary", minLength: 1, maxLength: 60 });
    fc.assert(
      fc.property(text, text, (name, source) => {
        const relativePath = name.replaceAll("/", "_");
        expect(filled(template, { relativePath, source })).toEqual({
          q: `"${relativePath.toWellFormed()}`,
          s: source.toWellFormed(),
          i: BASE64,
        });
      }),
    );
  });

  test("has room for the longest names", () => {
    const protocol = json({ template: '["{{fileName}}",{{source}},"{{base64}}","{{source}}"]' });
    const frame = sampleFrame({
      relativePath: "\u0001".repeat(255),
      source: "\u0001".repeat(9000),
    });
    const { head, tail } = protocol.encode(frame, PNG);
    expect(head.length).toBeLessThanOrEqual(protocol.maxHeadBytes);
    expect(tail.length).toBeLessThanOrEqual(protocol.maxTailBytes);
  });

  test.each([
    ["{}", "has no placeholder for the image"],
    ['["{{base64}}","{{dataUri}}"]', "has more than one placeholder for the image"],
    ['{"a":"{{base64}}"', "is not valid JSON once it is filled in"],
    ['["{{base64}}","{{frame}}"]', "unknown placeholder {{frame}}"],
  ])("that is %s is an error: it %s", (template, flaw) => {
    expect(() => json({ template })).toThrow(flaw);
  });

  test("may lie in a file", async () => {
    const folder = await mkdtemp(join(tmpdir(), "frameferry-template-"));
    const path = join(folder, "body.json");
    await writeFile(path, '{"i":"{{base64}}"}');
    expect(await loadTemplate(path)).toBe('{"i":"{{base64}}"}');
    await rm(folder, { recursive: true });
    await expect(loadTemplate(path)).rejects.toThrow("cannot be read: ENOENT");
    expect(await loadTemplate(' {"i":1}')).toBe(' {"i":1}');
    expect(await loadTemplate(null)).toBeNull();
  });
});
