import { existsSync, statSync } from "node:fs";
import type { Command } from "commander";
import type { Purpose } from "../../app/sources/misnamed.ts";
import { usageError } from "./usage-error.ts";
import { hostOfBareAddress } from "../../slicer/live/bare-address.ts";
import { shownSource } from "../../slicer/live/live-address.ts";

/**
 * Refuses words that commander would misread: a source without a command before it, and a name that begins
 * with a dash.
 *
 * @param words those behind the program's name.
 * @throws FrameferryError `ERR_OPTION`.
 */
export async function checkArguments(words: readonly string[], program: Command): Promise<void> {
  const end = words.indexOf("--");
  const own = end < 0 ? words : words.slice(0, end);
  const dashed = own.find(isDashedName);
  if (dashed !== undefined)
    throw usageError(
      `${dashed} begins with a dash, so that it is read as an option`,
      `name it with its folder: ./${dashed}`,
    );
  const [first = ""] = own;
  const names = ["help", ...program.commands.map((command) => command.name())];
  if (names.includes(first)) return;
  // Any other word in the first place is a command that is mistyped, unless it is a source itself.
  const source = (first.startsWith("-") ? own : own.slice(0, 1)).find(isSource);
  if (source !== undefined) await refuseWithoutCommand(source, own, program);
}

const MEDIA_NAME =
  /\.(?:mp4|m4v|mov|mkv|webm|avi|m?ts|mpe?g|flv|wmv|3gp|ogv|gif|jpe?g|png|webp|bmp|tiff?|txt)$/iu;

function isDashedName(word: string): boolean {
  if (!/^-+[^-]/u.test(word) || word.includes("=")) return false;
  return MEDIA_NAME.test(word) || (word.length > 2 && existsSync(word));
}

function isSource(word: string, at: number): boolean {
  if (word.startsWith("-")) return false;
  const isAddress = at === 0 && /^[a-z][a-z\d+.-]+:\/\//iu.test(word);
  const isNamed = MEDIA_NAME.test(word) || hostOfBareAddress(word) !== null;
  return isAddress || existsSync(word) || (at === 0 && isNamed);
}

async function refuseWithoutCommand(
  source: string,
  words: readonly string[],
  program: Command,
): Promise<void> {
  const { commandWith, refuseMisnamedSources } = await import("./misnamed-sources.ts");
  const { misnamedSource } = await import("../../app/sources/misnamed-source.ts");
  const purpose = purposeOf(source, misnamedSource);
  const command = program.commands.find((other) => other.name() === purpose);
  if (command === undefined) return;
  command.parseOptions([...words]);
  refuseMisnamedSources(purpose, [source], command);
  const shown = shownSource(source);
  throw usageError(
    `there is no command before ${shown}`,
    `say what is to be done with it: ${commandWith(purpose, shown, command)}`,
  );
}

function purposeOf(
  source: string,
  misnamed: (source: string, purpose: Purpose) => object | null,
): Purpose {
  if (statSync(source, { throwIfNoEntry: false })?.isDirectory() === true) return "watch";
  const isImage = misnamed(source, "run") !== null && misnamed(source, "send") === null;
  return isImage ? "send" : "run";
}
