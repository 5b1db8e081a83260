import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";

const packageFolder = /^.*[\\/]node_modules[\\/](?:@[^\\/]+[\\/])?[^\\/]+(?=[\\/])/;

/**
 * The license of each package that modules come from, as it asks of whoever hands on a copy.
 * @param {readonly string[]} modules paths
 */
export function licenseNotices(modules) {
  const folders = new Set(modules.flatMap((path) => packageFolder.exec(path)?.[0] ?? []));
  return [...folders]
    .map(noticeOf)
    .toSorted()
    .join(`\n${"-".repeat(80)}\n\n`);
}

/** @param {string} folder */
function noticeOf(folder) {
  const text = readFileSync(join(folder, "package.json"), "utf8");
  const { name, version, license } = /** @type {Record<string, string>} */ (JSON.parse(text));
  const files = readdirSync(folder).filter((file) => /^(licen[cs]e|notice|copying)/i.test(file));
  const terms = files.toSorted().map((file) => readFileSync(join(folder, file), "utf8").trim());
  return [`${name} ${version} (${license})`, ...terms, ""].join("\n\n");
}
