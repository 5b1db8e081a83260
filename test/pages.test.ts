import { existsSync, readdirSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { dirname, join, resolve, sep } from "node:path";
import { describe, expect, test } from "vitest";
import { codeBlocks, readPages, REPOSITORY, withoutCode } from "./support/docs/readme.ts";

const pages = await readPages();
const map = pages.find(({ path }) => path === "src/README.md")?.text ?? "";

/** Every page of the repository, also those that say nothing of the program's use. */
const everyPage = readdirSync(REPOSITORY, { withFileTypes: true })
  .filter(({ name }) => !["node_modules", "dist", ".git"].includes(name))
  .flatMap((entry) =>
    entry.isDirectory()
      ? readdirSync(join(REPOSITORY, entry.name), { recursive: true, encoding: "utf8" }).map(
          (path) => join(entry.name, path),
        )
      : entry.name,
  )
  .filter((path) => path.endsWith(".md"))
  .map((path) => path.split(sep).join("/"));

/** As GitHub names the place of a heading. */
function anchorOf(heading: string): string {
  const text = heading.replaceAll(/\[([^\]]*)\]\([^)]*\)/gu, "$1").toLowerCase();
  return text.replaceAll(/[^\p{L}\p{N}\s_-]/gu, "").replaceAll(/\s/gu, "-");
}

function anchorsIn(markdown: string): ReadonlySet<string> {
  const headings = [...withoutCode(markdown).matchAll(/^#+ (.+)$/gmu)];
  return new Set(headings.map(([, heading = ""]) => anchorOf(heading.trim())));
}

/** Links of a page that lead nowhere. @param path absolute. */
async function brokenLinks(path: string, markdown: string): Promise<readonly string[]> {
  const links = [...withoutCode(markdown).matchAll(/\]\(([^)\s]+)\)/gu)].map(([, to = ""]) => to);
  const broken = links.map(async (link) => {
    if (/^[a-z]+:/iu.test(link)) return [];
    const [file = "", anchor] = link.split("#");
    const target = file === "" ? path : resolve(dirname(path), file);
    if (!target.startsWith(REPOSITORY) || !existsSync(target)) return [link];
    if (anchor === undefined) return [];
    const text = target === path ? markdown : await readFile(target, "utf8");
    return anchorsIn(text).has(anchor) ? [] : [link];
  });
  return (await Promise.all(broken)).flat();
}

describe("links and anchors lead somewhere", () => {
  test.each(everyPage)("in %s", async (name) => {
    const path = join(REPOSITORY, name);
    expect(await brokenLinks(path, await readFile(path, "utf8"))).toEqual([]);
  });

  test("and those that do not are found", async () => {
    const page = join(REPOSITORY, "src/README.md");
    const text =
      "# A b\n[1](#a-b) [2](#b) [3](missing.md) [4](slicer/README.md#no) [5](https://x.y)";
    expect(await brokenLinks(page, text)).toEqual(["#b", "missing.md", "slicer/README.md#no"]);
  });
});

/** Files that a page names in backticks, from the page's folder or the repository's. */
function missingFiles({ path, text }: { readonly path: string; readonly text: string }) {
  const named = [
    ...withoutCode(text).matchAll(/`((?:[\w.-]+\/)*[\w-]+(?:\.test)?\.(?:ts|mjs))`/gu),
  ];
  const places = [join(REPOSITORY, dirname(path)), REPOSITORY];
  return named
    .map(([, name = ""]) => name)
    .filter((name) => !name.includes("NAME"))
    .filter((name) => !places.some((place) => existsSync(join(place, name))));
}

describe("files that a page names are there", () => {
  test.each(pages.map((page) => [page.path, page] as const))("in %s", (_, page) => {
    expect(missingFiles(page)).toEqual([]);
  });

  test("and those that are not are found", () => {
    const text = "`src/index.ts` `faults.ts` `gone.ts` `../gone/here.mjs` `NAME.ts`";
    const path = "src/submitter/README.md";
    expect(missingFiles({ path, text })).toEqual(["gone.ts", "../gone/here.mjs"]);
  });
});

const folders = readdirSync(join(REPOSITORY, "src"), { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => name);

test.each(folders)(
  "src/%s has a page that says how it is built, and the map leads to it",
  (folder) => {
    const page = pages.find(({ path }) => path === `src/${folder}/README.md`)?.text;
    expect(page).toContain("## How it is built");
    expect(map).toContain(`(${folder}/README.md)`);
  },
);

test("every folder that the map names is there", () => {
  const named = [...map.matchAll(/`((?:[\w.-]+\/)+)`/gu)].map(([, path = ""]) => path);
  expect(named.length).toBeGreaterThan(10);
  const places = [join(REPOSITORY, "src"), REPOSITORY];
  const missing = named.filter((path) => !places.some((place) => existsSync(join(place, path))));
  expect(missing).toEqual([]);
});

test("the words of the map are each explained once", () => {
  const rows = map.slice(map.indexOf("## Words")).match(/^\| [\w ]+? +\|/gmu) ?? [];
  expect(new Set(rows).size).toBe(rows.length);
});

test("every JSON that a page shows can be read", () => {
  const texts = pages.flatMap(({ text }) => codeBlocks(text, "json"));
  expect(texts.length).toBeGreaterThan(2);
  for (const text of texts) expect(() => JSON.parse(text)).not.toThrow();
});
