import { readFile, readdir } from "node:fs/promises";
import { join, sep } from "node:path";

/** Folder of the repository. */
export const REPOSITORY: string = join(import.meta.dirname, "..", "..", "..");

/** A page of documentation. */
export interface Page {
  /** Below the repository, with slashes: `src/slicer/README.md`. */
  readonly path: string;
  readonly text: string;
}

export async function readReadme(): Promise<string> {
  return await readFile(join(REPOSITORY, "README.md"), "utf8");
}

/** Every page that says how the program is used or built: the README and all below src. */
export async function readPages(): Promise<readonly Page[]> {
  const found = await readdir(join(REPOSITORY, "src"), { recursive: true });
  const below = found.filter((path) => path.endsWith(".md")).map((path) => join("src", path));
  const paths = ["README.md", ...below.map((path) => path.split(sep).join("/")).toSorted()];
  return await Promise.all(
    paths.map(async (path) => ({ path, text: await readFile(join(REPOSITORY, path), "utf8") })),
  );
}

/** The code blocks of a language, in their order. */
export function codeBlocks(markdown: string, language: string): readonly string[] {
  const blocks = markdown.matchAll(new RegExp(`\`\`\`${language}\\n(.*?)\`\`\``, "gsu"));
  return [...blocks].map(([, code]) => code ?? "");
}

/** A page without its code blocks. */
export function withoutCode(markdown: string): string {
  return markdown.replaceAll(/^```[^]*?^```$/gmu, "");
}

/** The lines of a page's shell blocks that call the program, without the comments behind them. */
export function programLines(markdown: string): readonly string[] {
  return codeBlocks(markdown, "sh")
    .flatMap((code) => code.split("\n"))
    .filter((line) => /(?:^|[\s|])frameferry /u.test(line) && !line.startsWith("#"))
    .map((line) => line.replace(/\s+# .*$/u, ""));
}
