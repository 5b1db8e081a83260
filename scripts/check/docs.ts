/**
 * Checks that all of the public face says what it means: every export and every member of it, every option with
 * its unit and its default, every function with its errors, every error code with its cure.
 *
 * `--write` writes the table of error codes anew, `--html` writes web pages into `.docs`.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { root } from "./call.ts";
import { wrongDefaults } from "./docs/defaults.ts";
import { documentedCodes, tableOfCodes, wrongCodes } from "./docs/error-codes.ts";
import { unknownNames } from "./docs/names.ts";
import { membersOf, withoutErrors, withoutUnit } from "./docs/members.ts";
import { readPublicFace } from "./docs/public-face.ts";
import { fillSection } from "./docs/section.ts";

const { values } = parseArgs({
  options: { write: { type: "boolean" }, html: { type: "boolean" } },
});
const face = await readPublicFace();
const members = membersOf(face.project);
const codes = documentedCodes(face.project, face.program);
const findings = [
  ...face.findings,
  ...withoutErrors(face.project),
  ...withoutUnit(members),
  ...(await wrongDefaults(members)),
  ...wrongCodes(codes),
  ...unknownNames(face.project),
  ...(values.html === true ? await face.writePages(join(root, ".docs")) : []),
];

const page = join(root, "src", "core", "errors.md");
const text = readFileSync(page, "utf8");
const wanted = fillSection(text, "codes", tableOfCodes(codes));
if (values.write === true) writeFileSync(page, wanted);
else if (text !== wanted)
  findings.push(
    "src/core/errors.md differs from the code: npm run check:docs -- --write writes it anew",
  );

for (const finding of findings) console.error(finding);
console.log(`${members.length} members, ${codes.length} error codes, ${findings.length} findings`);
process.exitCode = findings.length === 0 ? 0 : 1;
