import { describe, expect, test } from "vitest";
import { base64Length } from "../../../src/core/image/base64.ts";
import { assembleBatch, assembleBody } from "../../../src/submitter/image/assemble-body.ts";
import { BodyBuffers } from "../../../src/submitter/image/body-buffers.ts";

const IMAGES = [1, 2, 3, 70_000].map((length) =>
  Buffer.from(Array.from({ length }, (_, index) => (index * 13) % 251)),
);
const [HEAD, BETWEEN, TAIL] = ["<head>", "<between>", "<tail>"].map((text) => Buffer.from(text));
const headers = {};

describe("a body around one image", () => {
  test.each(IMAGES)("lies where the image lay, of length $length", (image) => {
    const start = 10 + base64Length(image.length) - image.length;
    const buffer = Buffer.alloc(start + image.length + 10);
    const loaded = { buffer, start, end: start + image.length };
    const envelope = { headers, head: HEAD as Buffer, tail: TAIL as Buffer };
    image.copy(buffer, start);
    const asBytes = assembleBody(loaded, envelope, "bytes");
    expect(asBytes.toString("latin1")).toBe(`<head>${image.toString("latin1")}<tail>`);
    expect(asBytes.buffer).toBe(buffer.buffer);
    const asText = assembleBody(loaded, envelope, "base64");
    expect(asText.toString("latin1")).toBe(`<head>${image.toString("base64")}<tail>`);
    expect(asText.buffer).toBe(buffer.buffer);
  });
});

describe("a body around several images", () => {
  const around = [HEAD, BETWEEN, BETWEEN, BETWEEN, TAIL] as Buffer[];

  test.each([
    ["bytes", "latin1"],
    ["base64", "base64"],
  ] as const)("has them in their order, as %s", (imageAs, encoding) => {
    const buffers = new BodyBuffers(1);
    const { buffer, body } = assembleBatch(IMAGES, { headers, around }, imageAs, buffers);
    const texts = IMAGES.map((image) => image.toString(encoding));
    expect(body.toString("latin1")).toBe(`<head>${texts.join("<between>")}<tail>`);
    buffers.giveBack(buffer);
    expect(buffers.take(10)).toBe(buffer);
  });
});
