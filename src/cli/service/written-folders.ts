import { statSync } from "node:fs";
import { dirname, resolve, sep } from "node:path";
import type { Site, SiteSource } from "../../app/site/site.ts";

/** Folders that a site writes to, absolute, in the order of the alphabet, none within another one. */
export function writtenFolders({ sources }: Site): readonly string[] {
  const all = sources.flatMap((source) => [...foldersOfOptions(source), ...emptiedFolders(source)]);
  const absolute = [...new Set(all.map((folder) => resolve(folder)))].toSorted();
  const isWithin = (folder: string, outer: string): boolean => folder.startsWith(outer + sep);
  return absolute.filter((folder) => !absolute.some((outer) => isWithin(folder, outer)));
}

/** Folders of results, reports, frames and recordings. */
function foldersOfOptions({ options }: SiteSource): readonly string[] {
  const given: Readonly<Record<string, unknown>> = { ...options };
  const folders = ["state", "moveTo", "frames", "record"].map((key) => given[key]);
  // New files of them are made beside them.
  const files = ["results", "report"]
    .map((key) => given[key])
    .filter(isText)
    .map((file) => dirname(file));
  const onFailure = isText(given["onFailure"]) ? given["onFailure"] : "keep";
  const copies = onFailure === "keep" ? [] : [onFailure.replace(/^copy-to=/u, "")];
  return [...folders.filter(isText), ...files, ...copies];
}

/** Folders that images are taken out of, or that a command of the site fills. */
function emptiedFolders(source: SiteSource): readonly string[] {
  if (source.command !== "watch" && source.command !== "send") return [];
  const { options } = source;
  const isEmptied = options.delete || options.moveTo !== null;
  if (source.command === "watch")
    return isEmptied || source.options.command.length > 0 ? source.options.folders : [];
  return isEmptied ? source.options.paths.map(folderOf) : [];
}

function folderOf(path: string): string {
  const isFolder = statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
  return isFolder ? path : dirname(path);
}

function isText(value: unknown): value is string {
  return typeof value === "string";
}
