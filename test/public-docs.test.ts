import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { IntrinsicType, LiteralType, UnionType } from "typedoc";
import { describe, expect, test } from "vitest";
import { wrongDefaults } from "../scripts/check/docs/defaults.ts";
import { documentedCodes, tableOfCodes, wrongCodes } from "../scripts/check/docs/error-codes.ts";
import {
  type Member,
  membersOf,
  withoutErrors,
  withoutUnit,
} from "../scripts/check/docs/members.ts";
import { unknownNames } from "../scripts/check/docs/names.ts";
import { fillOptionTables, withoutTable } from "../scripts/check/docs/option-tables.ts";
import { type PublicFace, readPublicFace } from "../scripts/check/docs/public-face.ts";
import { fillSection } from "../scripts/check/docs/section.ts";
import { temporaryFolder } from "./support/files/temporary-folder.ts";

/** The public face of a library of these files, of which `index.ts` lists the exports. */
async function faceOf(files: Readonly<Record<string, string>>): Promise<PublicFace> {
  await using folder = await temporaryFolder();
  const compilerOptions = { module: "nodenext", noEmit: true, types: [], lib: ["es2023"] };
  const settings = { compilerOptions: { ...compilerOptions, allowImportingTsExtensions: true } };
  const all = {
    ...files,
    "tsconfig.json": JSON.stringify(settings),
    "package.json": JSON.stringify({ name: "planted", type: "module" }),
  };
  for (const [name, text] of Object.entries(all)) writeFileSync(join(folder.path, name), text);
  const at = (name: string): string => join(folder.path, name);
  return await readPublicFace({ entry: at("index.ts"), tsconfig: at("tsconfig.json") });
}

describe("the check of the documentation", () => {
  test("finds what lacks a doc comment, and a type that is not exported", async () => {
    const { findings } = await faceOf({
      "index.ts": `export { run } from "./run.ts"; export type { Told as Event } from "./run.ts";`,
      "run.ts": `import type { Size } from "./size.ts";
        /** Runs. */ export function run(options: Size): void {}
        /** Told. */ export interface Told {
          /** Name of this event. */ readonly type: "told";
          readonly kind: string }`,
      "size.ts": `/** A size. */ export interface Size { readonly width: number }`,
    });
    expect(findings).toEqual([
      expect.stringMatching(/^Size, .* is referenced by run\.options but not included/u),
      expect.stringMatching(/^Event\.kind \(Property\), .* does not have any documentation/u),
    ]);
  });

  test("finds numbers without a unit, functions without their errors, and names that are none", async () => {
    const { project, findings } = await faceOf({
      "index.ts": `
        /** Runs. */ export function run(): void {}
        /** Runs. @throws never. */ export function safeRun(): void {}
        /** How it runs; see \`maxThings\` and \`maxFrames\`. */ export interface RunOptions {
          /** How long. */ readonly waitMs: number;
          /** How long, in milliseconds. */ readonly restMs: number;
          /** How often, as text: no number. */ readonly sinceMs: string;
          /** How much. */ readonly amount?: number | null;
          /** Frames, at most. */ readonly maxFrames: number }`,
    });
    expect(findings).toEqual([]);
    expect(withoutErrors(project)).toEqual([expect.stringMatching(/^run: .*@throws/u)]);
    expect(withoutUnit(membersOf(project))).toEqual([
      expect.stringMatching(/: waitMs does not say its unit/u),
      expect.stringMatching(/: amount does not say its unit/u),
    ]);
    expect(unknownNames(project)).toEqual([expect.stringContaining("`maxThings`")]);
  });

  test("finds a default that is missing, or is not what the schema fills in, and a word that it does not take", async () => {
    const option = (name: string, facts: Partial<Member>): Member => ({
      name,
      parent: "SomeOptions",
      file: join(import.meta.dirname, "..", "src", "options", "slice-options.ts"),
      type: new IntrinsicType("number"),
      isOptional: false,
      text: "",
      default: null,
      place: name,
      ...facts,
    });
    const words = new UnionType([new LiteralType("jpg"), new LiteralType("gif")]);
    const members = [
      option("every", { default: "1" }),
      option("every", { default: "2" }),
      option("spoolSizeBytes", {}),
      option("maxDecodeErrors", { default: '"1%"' }),
      option("format", { default: '"jpg"', type: words }),
      option("list", { file: "library.ts", isOptional: true }),
      option("to", { file: "library.ts", default: "none" }),
      option("notAnOption", { parent: "Summary", isOptional: true, file: "library.ts" }),
    ];
    expect(await wrongDefaults(members)).toEqual([
      "every says @default 2, and it is 1",
      "spoolSizeBytes says no @default, and it is 2000000000",
      "format names gif, which its schema does not take",
      "list does not say its @default",
      "to must be given, and has a @default",
    ]);
  });

  test("finds error codes without a meaning or a cure, given nowhere, or with several kinds", async () => {
    const { project, program } = await faceOf({
      "index.ts": `/** Codes. */ export type ErrorCode =
          /**
           * It is
           * wrong.
           *
           * Mend it.
           */
          | "ERR_OPTION"
          /** It is gone. */
          | "ERR_VIDEO_MISSING"
          | "ERR_DISK_FULL";
        const isFull = Math.random() > 0.5;
        const problem = { code: "ERR_VIDEO_MISSING", kind: "source" } as const;
        export const problems = [
          problem,
          { code: isFull ? "ERR_VIDEO_MISSING" : "ERR_OPTION", kind: "usage" } as const,
        ];`,
    });
    const codes = documentedCodes(project, program);
    expect(wrongCodes(codes)).toEqual([
      "ERR_VIDEO_MISSING does not say what to do, in a second paragraph",
      "ERR_VIDEO_MISSING is given with several kinds: source, usage",
      "ERR_DISK_FULL does not say when it comes",
      "ERR_DISK_FULL does not say what to do, in a second paragraph",
      "ERR_DISK_FULL is given nowhere",
    ]);
    expect(tableOfCodes(codes.slice(0, 1))).toContain(
      "| `ERR_OPTION` | It is wrong. | Mend it. | usage | 2 |",
    );
  });

  test("makes tables of options, and finds an option that is in none", async () => {
    const { project } = await faceOf({
      "index.ts": `
        /** Batches. */ export interface BatchOptions {
          /** Frames of a
           * request: \`a|b\`. @default 1 */ readonly batch?: number;
          /** Name. */ readonly name: string }
        /** Sends. */ export interface SendOptions extends BatchOptions {
          /** Name. */ readonly name: "a";
          /** Where to. */ readonly to: string }
        /** Retries. */ export interface RetryOptions {
          /** How often. @default 4 */ readonly retries?: number }`,
    });
    const members = membersOf(project);
    const head = "\n\n| option | default | meaning |\n| --- | --- | --- |\n";
    const marks = (name: string, table = "\n"): string =>
      `<!-- ${name} -->${table}<!-- /${name} -->\n`;
    const page = `# A\n${marks("BatchOptions")}${marks("SendOptions")}`;
    const rows = [
      `${head}| \`batch\` | \`1\` | Frames of a request: \`a\\|b\`. |\n| \`name\` | needed | Name. |\n\n`,
      `${head}| \`to\` | needed | Where to. |\n\n`,
    ];
    const filled = `# A\n${marks("BatchOptions", rows[0])}${marks("SendOptions", rows[1])}`;
    expect(fillOptionTables(page, members)).toBe(filled);
    expect(fillOptionTables(filled, members)).toBe(filled);
    expect(withoutTable(page, members)).toEqual([
      expect.stringMatching(/: retries is in no table/u),
    ]);
  });

  test("puts a table between its marks, and nowhere else", () => {
    const page = "# Errors\n<!-- codes -->\nold\n<!-- /codes -->\nend\n";
    const filled = "# Errors\n<!-- codes -->\n\nnew\n\n<!-- /codes -->\nend\n";
    expect(fillSection(page, "codes", "new")).toBe(filled);
    expect(fillSection(filled, "codes", "new")).toBe(filled);
    expect(() => fillSection("# Errors\n", "codes", "new")).toThrow("no section");
  });
});
