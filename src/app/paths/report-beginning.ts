import { beginningOf } from "./beginning-of.ts";

/** What is written for people to look at, and replaced by the next one. */
export type PageKind = "report" | "preview";

/** True if a file is of a kind, judged by its beginning. @throws the system's error if it cannot be read. */
export function isPage(path: string, kind: PageKind): boolean {
  if (kind === "report") return isReport(path);
  const text = beginningOf(path, 1024);
  const isPicture = text.includes("Exif") && text.includes("frameferry preview");
  return (
    isPicture || (text.startsWith("<!doctype html>") && text.includes("<title>frameferry preview:"))
  );
}

/** True if a file is a report, judged by its title. @throws the system's error if it cannot be read. */
export function isReport(path: string): boolean {
  const text = beginningOf(path, 1024);
  return text.startsWith("<!doctype html>") && text.includes("<title>frameferry report:");
}
