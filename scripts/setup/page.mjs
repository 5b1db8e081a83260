import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { licenseNotices } from "./license-notices.mjs";

/**
 * Makes the page of the dashboard: all modules and packages in one script, and one style sheet.
 * @param {string} root
 * @param {string} dist
 * @returns {Promise<string | null>} why there is no page, where the bundler does not run; else null
 */
export async function bundlePage(root, dist) {
  const bundler = await import("rolldown").catch((/** @type {unknown} */ error) => String(error));
  if (typeof bundler === "string") return bundler;
  const source = join(root, "src", "dashboard", "page");
  const target = join(dist, "dashboard", "page");
  const bundle = await bundler.rolldown({
    input: { app: join(source, "app.ts") },
    platform: "browser",
    tsconfig: join(source, "tsconfig.json"),
  });
  const { output } = await bundle.write({
    dir: target,
    format: "esm",
    entryFileNames: "[name].js",
    minify: true,
    comments: { legal: true, annotation: false, jsdoc: false },
    banner: "/*! Holds preact, htm and uPlot: see THIRD-PARTY-NOTICES.txt beside this file. */",
  });
  await bundle.close();
  const modules = output.flatMap((file) => (file.type === "chunk" ? file.moduleIds : []));
  mkdirSync(target, { recursive: true });
  writeFileSync(join(target, "THIRD-PARTY-NOTICES.txt"), licenseNotices(modules));
  const plotStyle = readFileSync(
    join(root, "node_modules", "uplot", "dist", "uPlot.min.css"),
    "utf8",
  );
  const style = readFileSync(join(source, "style.css"), "utf8");
  writeFileSync(join(target, "style.css"), `${plotStyle}\n${style}`);
  for (const file of ["index.html", "icon.svg"])
    copyFileSync(join(source, file), join(target, file));
  return null;
}
