import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Answer } from "../../src/core/service/answer.ts";
import { multipart } from "../../src/protocols/multipart.ts";
import { ODD_NAMES } from "../contracts/odd-names.ts";
import { expectPrintable } from "../contracts/protocol-contract.ts";
import { sampleFrame } from "../support/samples/sample-frame.ts";
import { parseMultipart, type ReceivedPart } from "../support/services/collector-multipart.ts";

const JPEG = Buffer.from("\xff\xd8\xff\xe0 not much of an image \r\n--\r\n", "latin1");
const PNG = Buffer.from("\x89PNG\r\n\x1a\n and so on", "latin1");

function answer(status: number, body: unknown, headers: Answer["headers"] = {}): Answer {
  const bytes = Buffer.from(JSON.stringify(body));
  const length = { "content-type": "application/json", "content-length": String(bytes.length) };
  return { status, headers: { ...length, ...headers }, body: bytes };
}

/** The whole body as it would go out, read by the strict parser of the collector. */
function sentParts(relativePath: string, image = JPEG, field = "image"): readonly ReceivedPart[] {
  const protocol = multipart({ field });
  const { headers, head, tail } = protocol.encode(sampleFrame({ relativePath }), image);
  return parseMultipart(Buffer.concat([head, image, tail]), headers["content-type"] ?? "");
}

describe("a multipart body", () => {
  test.each(ODD_NAMES)("carries one file, byte for byte, whose name has %s", (_, fileName) => {
    expect(sentParts(fileName)).toEqual([
      {
        fieldName: "image",
        fileName,
        contentType: "image/jpeg",
        headers: expect.objectContaining({ "content-type": "image/jpeg" }),
        bytes: JPEG,
      },
    ]);
  });

  test("carries any name that a file can have", () => {
    const name = fc
      .string({ unit: "grapheme", minLength: 1, maxLength: 60 })
      .filter((text) => !/\/|\0|%(?:22|0D|0A)/.test(text) && text === text.toWellFormed());
    fc.assert(
      fc.property(name, (fileName) => {
        expect(sentParts(fileName).map((part) => part.fileName)).toEqual([fileName]);
      }),
    );
  });

  test("names the file without its folders", () => {
    expect(sentParts("camera 1/2024/a.jpg")[0]?.fileName).toBe("a.jpg");
  });

  test("names the type that the bytes have and not the one that the name claims", () => {
    expect(sentParts("claims.jpg", PNG)[0]?.contentType).toBe("image/png");
    expect(sentParts("claims.png", Buffer.from("text"))[0]?.contentType).toBe(
      "application/octet-stream",
    );
  });

  test.each(["file", "my image", 'a"b', "Bild_ä", "f".repeat(2000)])(
    "uses the field that was asked for: %s",
    (field) => {
      const protocol = multipart({ field });
      const { head } = protocol.encode(sampleFrame({ relativePath: '"'.repeat(255) }), JPEG);
      expect(head.length).toBeLessThanOrEqual(protocol.maxHeadBytes);
      expect(sentParts("a.jpg", JPEG, field)[0]?.fieldName).toBe(field);
    },
  );

  test("has a boundary that nobody can foresee", () => {
    const types = Array.from({ length: 100 }, () => {
      return multipart({ field: "image" }).encode(sampleFrame(), JPEG).headers["content-type"];
    });
    expect(new Set(types).size).toBe(100);
  });
});

describe("FastAPI's 422", () => {
  const missing = (field: unknown): Answer =>
    answer(422, {
      detail: [{ type: "missing", loc: ["body", field], msg: "Field required", input: null }],
    });

  test("is a rejection with a hint that names the field that the service wants", () => {
    const verdict = multipart({ field: "image" }).judge(missing("file"));
    expect(verdict).toMatchObject({
      kind: "rejected",
      status: 422,
      reason: expect.stringMatching(
        /the form field "file" instead of "image".*use `field: "file"`/,
      ),
    });
  });

  test("gives no hint when the field was right and something else was not", () => {
    const verdict = multipart({ field: "image" }).judge(missing("image"));
    expect(verdict).toMatchObject({ kind: "rejected", status: 422 });
    expect(verdict).not.toMatchObject({ reason: expect.stringContaining("`field") });
  });

  test.each([[null], [5], ["text"], [{}], [{ loc: null }], [{ loc: [] }], [{ loc: ["query", 1] }]])(
    "of another shape is a rejection without a hint: detail [%j]",
    (detail) => {
      const verdict = multipart({ field: "image" }).judge(answer(422, { detail: [detail] }));
      expect(verdict).toMatchObject({ kind: "rejected", status: 422 });
      expect(verdict).not.toMatchObject({ reason: expect.stringContaining("`field") });
    },
  );

  test("of any shape is a rejection with a printable reason", () => {
    const detail = fc.oneof(
      fc.jsonValue(),
      fc.array(
        fc.oneof(
          fc.jsonValue(),
          fc.record({ loc: fc.tuple(fc.constant("body"), fc.string({ unit: "binary" })) }),
        ),
      ),
    );
    fc.assert(
      fc.property(detail, (value) => {
        const verdict = multipart({ field: "image" }).judge(answer(422, { detail: value }));
        expect(verdict.kind).toBe("rejected");
        expectPrintable(verdict);
      }),
    );
  });
});
