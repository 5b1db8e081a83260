import type { Member } from "./members.ts";
import { fillSection } from "./section.ts";

/**
 * Fills each table of options in a page: `<!-- BatchOptions -->` begins the one of that type. Below a heading,
 * an option that a table has is left out of the tables behind it.
 */
export function fillOptionTables(page: string, members: readonly Member[]): string {
  return page
    .split(/^(?=#+ )/mu)
    .map((section) => fillTables(section, members))
    .join("");
}

function fillTables(section: string, members: readonly Member[]): string {
  const told = new Set<string>();
  return [...section.matchAll(TABLE)].reduce((filled, [, parent = ""]) => {
    const options = members.filter((one) => one.parent === parent && !told.has(one.name));
    for (const { name } of options) told.add(name);
    return fillSection(filled, parent, tableOf(options));
  }, section);
}

const TABLE = /<!-- (\w*(?:Options?|Input|Selection)) -->/gu;

/** Options that no table of a page has. */
export function withoutTable(page: string, members: readonly Member[]): readonly string[] {
  const parents = new Set([...page.matchAll(TABLE)].map(([, parent]) => parent));
  const told = new Set(members.filter(({ parent }) => parents.has(parent)).map(({ name }) => name));
  return members
    .filter(({ parent, name }) => isOfFunction(parent) && !told.has(name))
    .map(({ place }) => `${place} is in no table of options`);
}

/** Whether a caller of the library hands such options in, by themselves or as a part of others. */
function isOfFunction(parent: string): boolean {
  return parent.endsWith("Options") && parent !== "OneServiceOptions";
}

function tableOf(options: readonly Member[]): string {
  const rows = options.map(({ name, default: standard, text }) => {
    const filledIn = standard === null ? "needed" : `\`${standard}\``;
    return `| \`${name}\` | ${filledIn} | ${oneLine(text)} |`;
  });
  return ["| option | default | meaning |", "| --- | --- | --- |", ...rows].join("\n");
}

/** As a cell of a table. */
function oneLine(text: string): string {
  return text
    .replaceAll(/\s+/gu, " ")
    .replaceAll("|", String.raw`\|`)
    .trim();
}
