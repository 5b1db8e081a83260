import { basename } from "node:path";
import { fileNameFor } from "../core/platform/file-names.ts";
import type { NamedFrame } from "./export-frame.ts";

/**
 * Names of images in an export: their paths below their folder, and below a folder for each source if there
 * are several. No name leads out of the folder that it is put in.
 */
export class FileNames {
  readonly #folders: ReadonlyMap<number, string>;
  readonly #platform: NodeJS.Platform | undefined;

  /**
   * @param sources by their numbers.
   * @param platform of the folder. @default this one
   */
  constructor(sources: ReadonlyMap<number, string>, platform?: NodeJS.Platform) {
    this.#platform = platform;
    this.#folders = sources.size > 1 ? foldersOf(sources) : new Map();
  }

  /** With `/` as separator. */
  of({ sourceNumber, frame }: Pick<NamedFrame, "sourceNumber" | "frame">): string {
    const folder = this.#folders.get(sourceNumber);
    const parts = frame.split("/").filter((part) => !["", ".", ".."].includes(part));
    const names = [...(folder === undefined ? [] : [folder]), ...parts];
    return names.map((name) => fileNameFor(name, this.#platform)).join("/");
  }
}

/** The last part of each source; with its number, if another source has the same. */
function foldersOf(sources: ReadonlyMap<number, string>): ReadonlyMap<number, string> {
  const names = [...sources].map(([number, source]) => [number, nameOf(source)] as const);
  return new Map(
    names.map(([number, name]) => {
      const isOnly = names.every(([other, same]) => other === number || same !== name);
      return [number, isOnly ? name : `${name}-${number + 1}`];
    }),
  );
}

function nameOf(source: string): string {
  const name = basename(source);
  if (source === "-") return "list";
  return ["", ".", ".."].includes(name) ? "files" : name;
}
