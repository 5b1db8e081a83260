import { fileURLToPath } from "node:url";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { temporaryFolder } from "./support/files/temporary-folder.ts";
import { undocumented } from "./support/docs/public-types.ts";

test("all that the library exports, and every field of it, says what it means", () => {
  expect(undocumented(fileURLToPath(new URL("../src/index.ts", import.meta.url)))).toEqual([]);
});

test("what lacks a docstring is found, also where an export only refers to it", async () => {
  await using folder = await temporaryFolder();
  const write = (name: string, text: string): void => writeFileSync(join(folder.path, name), text);
  write(
    "index.ts",
    `export { run } from "./run.ts"; export type { Told as Event } from "./run.ts";`,
  );
  write(
    "run.ts",
    `import type { Size } from "./size.ts";
    /** Runs. */ export function run(options: Options): void {}
    interface Options extends Size {
      /** How fast. */
      rate: number;
      count: number }
    /** Told. */ export interface Told { readonly type: "told"; readonly kind: string }`,
  );
  write("size.ts", `/** A size. */ export interface Size { readonly width: number }`);
  expect(undocumented(join(folder.path, "index.ts"))).toEqual([
    "run.ts: Options",
    "run.ts: Options.count",
    "size.ts: Size.width",
    "run.ts: Told.kind",
  ]);
});
