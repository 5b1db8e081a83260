import { readFile } from "node:fs/promises";
import { option } from "../core/option-spelling.ts";
import { usageError } from "./settings.ts";

/**
 * Text of a template that was given literally or as a path.
 *
 * @throws FrameferryError if the file cannot be read.
 */
export async function loadTemplate(template: string | null): Promise<string | null> {
  if (template === null || /^\s*[[{]/u.test(template)) return template;
  try {
    return await readFile(template, "utf8");
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    throw usageError(
      `the template file ${template} cannot be read: ${code ?? message}`,
      `name a file, or give the JSON itself, such as ${option("template", '{"image":"{{base64}}"}')}`,
    );
  }
}
