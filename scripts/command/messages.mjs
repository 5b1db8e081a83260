import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { foldersOf } from "./choose-place.mjs";

/**
 * What a user is told of a new link.
 * @param {string} link
 * @param {import("./choose-place.mjs").Place} place
 * @param {import("./choose-place.mjs").Machine} machine
 */
export function linked(link, { folder, isOnPath }, { path }) {
  const told = [`${link} is the command frameferry now; npm run uninstall-command removes it.`];
  const first = foldersOf(path).find((searched) => existsSync(join(searched, "frameferry")));
  if (!isOnPath)
    told.push(
      `No shell finds it there yet. This line changes that, in ~/.profile or ~/.zshrc for good:`,
      `  export PATH="${folder}:$PATH"`,
    );
  else if (first !== dirname(link))
    told.push(`${first}/frameferry stands before it on the path: remove that one to have this.`);
  return `${told.join("\n")}\n`;
}

/**
 * What a user is told of removed links.
 * @param {readonly string[]} links
 */
export function removed(links) {
  if (links.length === 0) return "No link to this clone is on the path or in ~/.local/bin.\n";
  return links.map((link) => `${link} is removed.\n`).join("");
}
