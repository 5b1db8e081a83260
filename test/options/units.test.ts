import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { z } from "zod";
import { httpAddress } from "../../src/options/http-address.ts";
import {
  answerList,
  byteSize,
  countOrAuto,
  durationMs,
  plainText,
  positiveNumber,
  share,
  videoSeconds,
  wholeNumber,
} from "../../src/options/units.ts";

function valueOf(unit: z.ZodType, given: unknown): unknown {
  const { success, data } = unit.safeParse(given);
  return success ? data : "refused";
}

describe("a length of time", () => {
  test.each([
    ["500ms", 500],
    ["2s", 2000],
    ["1.5 s", 1500],
    ["10m", 600_000],
    ["1h", 3_600_000],
    ["5sec", 5000],
    ["2 Minutes", 120_000],
    ["1m30s", 90_000],
    ["1d 12h", 129_600_000],
    [250, 250],
  ])("%j is %i ms", (given, milliseconds) => {
    expect(valueOf(durationMs(0), given)).toBe(milliseconds);
  });

  test.each(["30", "", " ", "s", "-1s", "1y", "1e3s", "two", null, {}, Number.NaN])(
    "is not %j",
    (given) => {
      expect(valueOf(durationMs(0), given)).toBe("refused");
    },
  );

  test("below the minimum is an error", () => {
    expect(valueOf(durationMs(1), "0ms")).toBe("refused");
    expect(valueOf(durationMs(0), "0ms")).toBe(0);
  });
});

describe("a size", () => {
  test.each([
    ["500MB", 500_000_000],
    ["2 GB", 2_000_000_000],
    ["1GiB", 2 ** 30],
    ["4mib", 2 ** 22],
    ["1.5kB", 1500],
    ["64 KiB", 65_536],
    ["7B", 7],
    ["1TB", 1e12],
    ["0", 0],
    [4096, 4096],
  ])("%j is %i bytes", (given, byteLength) => {
    expect(valueOf(byteSize(), given)).toBe(byteLength);
  });

  test.each(["1", "", "GB", "-1GB", "2G", "1iB", "1e3B", "lots", null, {}, 0.5, -1])(
    "is not %j",
    (given) => {
      expect(valueOf(byteSize(), given)).toBe("refused");
    },
  );
});

describe("a position in a video", () => {
  test.each([
    ["90", 90],
    ["90.5", 90.5],
    ["90s", 90],
    ["1m30s", 90],
    ["1h", 3600],
    ["1h0m0.25s", 3600.25],
    ["00:01:30", 90],
    ["1:30", 90],
    ["01:02:03.5", 3723.5],
    [12.25, 12.25],
    ["0", 0],
  ])("%j is at %d s", (given, seconds) => {
    expect(valueOf(videoSeconds(), given)).toBe(seconds);
  });

  test.each(["", " ", "-1", "1:2:3:4", "soon", "1m30", "30s1m", "NaN", "Infinity", null])(
    "is not %j",
    (given) => {
      expect(valueOf(videoSeconds(), given)).toBe("refused");
    },
  );

  test("hours, minutes and seconds say the same in both ways", () => {
    const part = fc.integer({ min: 0, max: 59 });
    fc.assert(
      fc.property(fc.nat(99), part, part, (hours, minutes, seconds) => {
        const expected = hours * 3600 + minutes * 60 + seconds;
        expect(valueOf(videoSeconds(), `${hours}h${minutes}m${seconds}s`)).toBe(expected);
        expect(valueOf(videoSeconds(), `${hours}:${minutes}:${seconds}`)).toBe(expected);
      }),
    );
  });
});

describe("a number", () => {
  test.each([
    ["16", 16],
    [" 16 ", 16],
    [16, 16],
  ])("%j is a whole one", (given, number) => {
    expect(valueOf(wholeNumber(1, 100), given)).toBe(number);
  });

  test.each(["0", "101", "1.5", "", " ", "abc", "1 2", "NaN", null, [], true])(
    "%j is no whole one from 1 to 100",
    (given) => {
      expect(valueOf(wholeNumber(1, 100), given)).toBe("refused");
    },
  );

  test.each(["0", "-1", "", "Infinity", "x"])("%j is not above 0", (given) => {
    expect(valueOf(positiveNumber(), given)).toBe("refused");
  });

  test("a rate may be a part of one", () => {
    expect(valueOf(positiveNumber(), "0.1")).toBe(0.1);
  });
});

test.each([
  ["5%", 0.05],
  ["0.05", 0.05],
  ["0", 0],
  ["100%", 1],
  [1, 1],
  ["101%", "refused"],
  ["-1%", "refused"],
  ["%", "refused"],
  ["", "refused"],
  ["1.01", "refused"],
])("a share of %j is %s", (given, value) => {
  expect(valueOf(share(), given)).toBe(value);
});

test.each([
  ["http://127.0.0.1:8000/predict", true],
  ["https://example.org", true],
  ["http://[::1]:8000/", true],
  ["http://localhost", true],
  ["ftp://example.org", false],
  ["file:///etc/passwd", false],
  ["http://", false],
  ["", false],
])("an address %j fits: %s", (given, fits) => {
  expect(valueOf(httpAddress(), given) !== "refused").toBe(fits);
});

test.each([
  ["127.0.0.1:8000/predict", "http://127.0.0.1:8000/predict"],
  ["localhost", "http://localhost"],
  ["localhost:8000", "http://localhost:8000"],
  ["gpu-2/predict?key=1", "http://gpu-2/predict?key=1"],
  ["[::1]:8000", "http://[::1]:8000"],
  ["anna:secret@example.org/p", "http://anna:secret@example.org/p"],
])("an address without a scheme is meant as curl takes it: %j", (given, address) => {
  expect(valueOf(httpAddress(), given)).toBe(address);
});

test.each(["http//host/p", "./predict", "/predict", "weight=3", "rtsp:host", "mailto:a", "a b:1"])(
  "an address that only lacks its scheme is not %j",
  (given) => {
    expect(valueOf(httpAddress(), given)).toBe("refused");
  },
);

test.each([
  [durationMs(0), "5", "5s"],
  [durationMs(0), "1,5s", "1.5s"],
  [byteSize(), "2G", "2GB"],
  [byteSize(), "1,5GB", "1.5GB"],
  [videoSeconds(), "1,5", "1.5"],
  [positiveNumber(), "0,5", "0.5"],
  [share(), "0,5%", "0.5%"],
  [countOrAuto(10), "atuo", "auto"],
  [answerList(["timeout", "reset"]), "404,timeuot", "timeout"],
  [httpAddress(), "8000", "http://127.0.0.1:8000"],
  [httpAddress(), ":8000/predict", "http://127.0.0.1:8000/predict"],
  [httpAddress(), "gpu", "http://gpu"],
] as const)("the value that was probably meant is named: %#", (unit, given, meant) => {
  const message = unit.safeParse(given).error?.issues[0]?.message;
  expect(message?.split("; ").at(-1)).toBe(`did you mean ${meant}?`);
});

test("a text has no control characters, which could forge lines of a log", () => {
  expect(valueOf(plainText(), "größe 動画.mp4")).toBe("größe 動画.mp4");
  for (const text of ["", "a\nb", "a\u001B[2Jb", "a\u0000", "\u0085"])
    expect(valueOf(plainText(), text)).toBe("refused");
});
