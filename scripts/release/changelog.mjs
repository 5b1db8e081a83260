/**
 * What the changelog says of a version: the text below `## VERSION - YYYY-MM-DD`, or what is wrong with it.
 * @param {string} changelog
 * @param {string} version
 * @returns {{ notes: string } | { fault: string }}
 */
export function notesOf(changelog, version) {
  const sections = changelog.split(/^## /mu).slice(1);
  const section = sections.find((text) => text.split(/\s/u, 1)[0] === version);
  if (section === undefined)
    return { fault: `CHANGELOG.md has no section "## ${version} - YYYY-MM-DD": add it.` };
  const [heading = "", ...lines] = section.split("\n");
  if (!/^\S+ - \d{4}-\d{2}-\d{2}$/u.test(heading))
    return {
      fault: `"## ${heading}" in CHANGELOG.md lacks its date: "## ${version} - YYYY-MM-DD".`,
    };
  const notes = lines.join("\n").trim();
  const groups = [...notes.matchAll(/^### (.+)$/gmu)].map(([, name = ""]) => name);
  const unknown = groups.find((name) => !GROUPS.includes(name));
  if (groups.length === 0 || unknown !== undefined)
    return { fault: `"## ${heading}" in CHANGELOG.md needs the groups ${GROUPS.join(", ")} only.` };
  return { notes };
}

const GROUPS = ["Added", "Changed", "Fixed"];
