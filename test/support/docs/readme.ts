import { readFile } from "node:fs/promises";

export async function readReadme(): Promise<string> {
  return await readFile(new URL("../../../README.md", import.meta.url), "utf8");
}

/** The code blocks of a language, in their order. */
export function codeBlocks(markdown: string, language: string): readonly string[] {
  const blocks = markdown.matchAll(new RegExp(`\`\`\`${language}\\n(.*?)\`\`\``, "gsu"));
  return [...blocks].map(([, code]) => code ?? "");
}
