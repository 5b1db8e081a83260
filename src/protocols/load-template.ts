import { readFile } from "node:fs/promises";
import { usageError } from "./settings.ts";

/**
 * Text of a template that was given literally or as a path.
 *
 * @throws FrameferryError if the file cannot be read.
 */
export async function loadTemplate(given: string | null): Promise<string | null> {
  if (given === null || /^\s*[[{]/u.test(given)) return given;
  try {
    return await readFile(given, "utf8");
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    throw usageError(
      `the template file ${given} cannot be read: ${code ?? message}`,
      'name a file, or give the JSON itself, such as --template \'{"image":"{{base64}}"}\'',
    );
  }
}
