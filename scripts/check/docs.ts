/**
 * Checks that all of the public face says what it means: every export and every member of it, every option with
 * its unit and its default, every function with its errors, every error code with its remedy. Web pages of it
 * go into `.docs`.
 *
 * `--write` also writes the tables of error codes and of options anew.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { siteJsonSchema } from "../../src/app/site/site-json-schema.ts";
import { siteVocabulary } from "../../src/cli/site/site-vocabulary.ts";
import { root } from "./call.ts";
import { wrongDefaults } from "./docs/defaults.ts";
import { documentedCodes, tableOfCodes, wrongCodes } from "./docs/error-codes.ts";
import { unknownNames } from "./docs/names.ts";
import { membersOf, withoutErrors, withoutUnit } from "./docs/members.ts";
import { fillOptionTables, withoutTable } from "./docs/option-tables.ts";
import { readPublicFace } from "./docs/public-face.ts";
import { fillSection } from "./docs/section.ts";

const { values } = parseArgs({ options: { write: { type: "boolean" } } });
const face = await readPublicFace();
const members = membersOf(face.project);
const codes = documentedCodes(face.project, face.program);
const findings = [
  ...face.findings,
  ...(members.length === 0
    ? ["no member of the public face was found, so nothing was checked"]
    : []),
  ...withoutErrors(face.project),
  ...withoutUnit(members),
  ...(await wrongDefaults(members)),
  ...wrongCodes(codes),
  ...unknownNames(face.project),
  ...(await face.writePages(join(root, ".docs"))),
];

/** Pages with tables that are made of doc comments. */
const PAGES: Readonly<Record<string, (page: string) => string>> = {
  "src/core/errors.md": (page) => fillSection(page, "codes", tableOfCodes(codes)),
  "src/api.md": (page) => fillOptionTables(page, members),
  "src/site/frameferry.schema.json": () =>
    `${JSON.stringify(siteJsonSchema(siteVocabulary()), null, 2)}\n`,
};
for (const [path, fill] of Object.entries(PAGES)) {
  const page = readFileSync(join(root, path), "utf8");
  const wanted = fill(page);
  if (values.write === true) writeFileSync(join(root, path), wanted);
  else if (page !== wanted)
    findings.push(`${path} differs from the code: npm run docs writes it anew`);
}
findings.push(...withoutTable(readFileSync(join(root, "src", "api.md"), "utf8"), members));

for (const finding of findings) console.error(finding);
console.log(`${members.length} members, ${codes.length} error codes, ${findings.length} findings`);
process.exitCode = findings.length === 0 ? 0 : 1;
