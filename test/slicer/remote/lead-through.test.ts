import { describe, expect, test } from "vitest";
import { leadThrough } from "../../../src/slicer/remote/lead-through.ts";

const BASE = new URL("https://host/a/live.m3u8?token=1");

describe("a playlist that is led through", () => {
  test("has other addresses in their places, and all else as it was", () => {
    const text = [
      "#EXTM3U",
      '#EXT-X-KEY:METHOD=AES-128,URI="../key?x=1",IV=0x1',
      '#EXT-X-MAP:URI="init.mp4"',
      '#EXT-X-SESSION-KEY:METHOD=SAMPLE-AES,URI="skd://key"',
      "#EXTINF:4.0,",
      "1.ts",
      "#EXTINF:4.0,",
      "/2.ts\r",
      "//cdn/3.ts",
      "",
    ].join("\n");
    expect(leadThrough(text, BASE, ({ href }) => `<${href}>`)).toBe(
      [
        "#EXTM3U",
        '#EXT-X-KEY:METHOD=AES-128,URI="<https://host/key?x=1>",IV=0x1',
        '#EXT-X-MAP:URI="<https://host/a/init.mp4>"',
        "#EXTINF:4.0,",
        "<https://host/a/1.ts>",
        "#EXTINF:4.0,",
        "<https://host/2.ts>",
        "<https://cdn/3.ts>",
        "",
      ].join("\n"),
    );
  });
});
