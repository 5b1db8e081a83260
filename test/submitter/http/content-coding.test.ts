import {
  brotliCompressSync,
  constants,
  deflateRawSync,
  deflateSync,
  gzipSync,
  zstdCompressSync,
} from "node:zlib";
import { describe, expect, test } from "vitest";
import { MEBIBYTE, undoCodings } from "../../../src/submitter/http/content-coding.ts";

const PLAIN = Buffer.from(
  JSON.stringify({ label: "cat", list: Array.from({ length: 300 }, Math.random) }),
);

const answerOf = (coding: string | readonly string[], body: Buffer) => ({
  status: 200,
  headers: { "content-encoding": coding },
  body,
});

/** The zstd frames that differ in their headers, and several in a row. */
const zstdWith = (params: Record<number, number>, plain = PLAIN): Buffer =>
  zstdCompressSync(plain, { params });
const CHECKED = zstdWith({ [constants.ZSTD_c_checksumFlag]: 1 });
const UNSIZED = zstdWith({ [constants.ZSTD_c_contentSizeFlag]: 0 });
const SKIPPABLE = Buffer.from("502a4d1803000000616263", "hex");
const ZEROS = Buffer.alloc(300_000);

describe("an answer is decoded", () => {
  test.each<[string | readonly string[], Buffer, Buffer?]>([
    ["gzip", gzipSync(PLAIN)],
    ["x-gzip", gzipSync(PLAIN)],
    ["GZIP", Buffer.concat([gzipSync(PLAIN.subarray(0, 9)), gzipSync(PLAIN.subarray(9))])],
    ["deflate", deflateSync(PLAIN)],
    ["deflate", deflateRawSync(PLAIN)],
    ["br", brotliCompressSync(PLAIN)],
    ["zstd", zstdCompressSync(PLAIN)],
    ["zstd", Buffer.concat([CHECKED, SKIPPABLE, UNSIZED]), Buffer.concat([PLAIN, PLAIN])],
    ["zstd", zstdWith({}, ZEROS), ZEROS],
    ["identity", PLAIN],
    ["", PLAIN],
    ["gzip, br", brotliCompressSync(gzipSync(PLAIN))],
    [["deflate", "gzip,identity"], gzipSync(deflateSync(PLAIN))],
    ["gzip", Buffer.alloc(0), Buffer.alloc(0)],
  ])("that is coded as %j", (coding, body, plain = PLAIN) => {
    const decoded = undoCodings(answerOf(coding, body), MEBIBYTE);
    expect(decoded).toEqual({
      status: 200,
      headers: { "content-encoding": undefined },
      body: plain,
    });
  });
});

describe("an answer that cannot be decoded", () => {
  const whole: readonly [string, Buffer][] = [
    ["gzip", gzipSync(PLAIN)],
    ["deflate", deflateSync(PLAIN)],
    ["deflate", deflateRawSync(PLAIN)],
    ["br", brotliCompressSync(PLAIN)],
    ["zstd", zstdCompressSync(PLAIN)],
    ["zstd", CHECKED],
    ["zstd", Buffer.concat([UNSIZED, CHECKED])],
    ["zstd", zstdWith({}, ZEROS)],
  ];

  test.each(whole)("is truncated as %s that was cut short anywhere", (coding, body) => {
    const reason = `the ${coding} data of the answer with status 200 is cut short or damaged`;
    for (let length = 1; length < body.length; length += 1) {
      const { length: firstLength } = UNSIZED;
      // Between two frames, nothing shows that one is missing.
      if (length === firstLength && body.length > firstLength && coding === "zstd") continue;
      const outcome = undoCodings(answerOf(coding, body.subarray(0, length)), MEBIBYTE);
      expect([length, outcome]).toEqual([length, { fault: "truncated", isAnswered: true, reason }]);
    }
  });

  test.each(["gzip", "deflate", "br", "zstd"])("is truncated as %s that it is not", (coding) => {
    const outcome = undoCodings(answerOf(coding, Buffer.from('{"label":"cat"}')), MEBIBYTE);
    expect(outcome).toMatchObject({ fault: "truncated" });
  });

  test.each([
    ["gzip", gzipSync(Buffer.alloc(64 * MEBIBYTE))],
    ["deflate", deflateSync(Buffer.alloc(64 * MEBIBYTE))],
    [
      "br",
      brotliCompressSync(Buffer.alloc(64 * MEBIBYTE), {
        params: { [constants.BROTLI_PARAM_QUALITY]: 1 },
      }),
    ],
    ["zstd", zstdCompressSync(Buffer.alloc(64 * MEBIBYTE))],
    ["gzip, gzip", gzipSync(gzipSync(Buffer.alloc(64 * MEBIBYTE)))],
  ])("ends early as %s that would become too large", (coding, body) => {
    const before = process.memoryUsage().rss;
    expect(undoCodings(answerOf(coding, body), 2 * MEBIBYTE)).toEqual({
      fault: "responseTooLarge",
      isAnswered: true,
      reason: "the answer with status 200 is larger than 2 MiB",
    });
    expect(process.memoryUsage().rss - before).toBeLessThan(48 * MEBIBYTE);
  });

  test("gets no extra memory when its zstd wants a window of more than 8 MiB", () => {
    const window = { [constants.ZSTD_c_windowLog]: 27, [constants.ZSTD_c_contentSizeFlag]: 0 };
    const body = zstdWith({ ...window, [constants.ZSTD_c_enableLongDistanceMatching]: 1 }, ZEROS);
    const wide = Buffer.from(body);
    wide[5] = (27 - 10) << 3;
    expect(undoCodings(answerOf("zstd", wide), MEBIBYTE)).toMatchObject({ fault: "truncated" });
  });

  test.each(["snappy", "gzip, compress", "constructor", "gzip,gzip,gzip,gzip,gzip"])(
    "stays as it came as %s, with the header that names the coding",
    (coding) => {
      const answer = answerOf(coding, gzipSync(PLAIN));
      expect(undoCodings(answer, MEBIBYTE)).toBe(answer);
    },
  );
});
