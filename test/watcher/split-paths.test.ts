import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { listedPaths } from "../../src/watcher/split-paths.ts";

async function* streamOf(...chunks: readonly (string | Buffer)[]): AsyncGenerator<string | Buffer> {
  yield* chunks;
}

async function pathsOf(
  separator: "\n" | "\0",
  ...chunks: readonly (string | Buffer)[]
): Promise<readonly string[]> {
  const paths: string[] = [];
  for await (const path of listedPaths(streamOf(...chunks), separator)) paths.push(path);
  return paths;
}

describe("a list of paths", () => {
  test.each([
    ["with a line break at its end, or without", ["a.jpg\nb.jpg"], ["a.jpg", "b.jpg"]],
    ["of a program on Windows", ["a.jpg\r\nb.jpg\r\n"], ["a.jpg", "b.jpg"]],
    ["with empty lines", ["\n\na.jpg\n\r\n\n"], ["a.jpg"]],
    [
      "with blanks and quotes, which belong to the names",
      [" a b.jpg\n'c'.jpg\n"],
      [" a b.jpg", "'c'.jpg"],
    ],
    ["that is empty", [""], []],
    ["with a byte order mark", [Buffer.from("\uFEFFa.jpg\n")], ["a.jpg"]],
  ])("is read as lines %s", async (_, chunks, expected) => {
    expect(await pathsOf("\n", ...chunks)).toEqual(expected);
  });

  test("in any pieces is the same list", async () => {
    const name = fc.string({ unit: "binary", minLength: 1, maxLength: 8 });
    const plain = name.filter((text) => !/[\0\r\n\uFEFF]/u.test(text));
    await fc.assert(
      fc.asyncProperty(fc.array(plain), fc.integer({ min: 1, max: 7 }), async (names, size) => {
        const bytes = Buffer.from(names.map((text) => `${text}\n`).join(""));
        const chunks: Buffer[] = [];
        for (let at = 0; at < bytes.length; at += size) chunks.push(bytes.subarray(at, at + size));
        expect(await pathsOf("\n", ...chunks)).toEqual(names);
      }),
    );
  });

  test("gives each path as soon as its line is there", async () => {
    const paths = listedPaths(
      (async function* () {
        yield "a.jpg\nb.";
        await new Promise(() => {});
      })(),
      "\n",
    );
    expect(await paths.next()).toEqual({ done: false, value: "a.jpg" });
  });
});

test("a list separated by NUL may hold names with line breaks", async () => {
  expect(await pathsOf("\0", "a\nb.jpg\0c\r\0\0", "d.jpg")).toEqual(["a\nb.jpg", "c\r", "d.jpg"]);
});

test.each([
  ["\n", ["a.jpg\0b.jpg\0"], "or separate them by NUL"],
  ["\n", ["x".repeat(70_000)], "one path a line"],
  ["\0", ["x\n".repeat(70_000)], "or give one a line"],
] as const)("a list that is not separated by %j is an error", async (separator, chunks, remedy) => {
  await expect(pathsOf(separator, ...chunks)).rejects.toMatchObject({
    code: "ERR_OPTION",
    remedy: expect.stringContaining(remedy),
  });
});
