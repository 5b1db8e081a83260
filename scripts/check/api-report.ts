/**
 * Checks that the public face is what `frameferry.api.md` says, so that no change of it goes unseen: whoever
 * reads the diff of that file reads what changes for users of the library. It reads `dist`: build before.
 *
 * `--write` writes the file anew.
 */
import { join, relative } from "node:path";
import { parseArgs } from "node:util";
import {
  Extractor,
  ExtractorConfig,
  ExtractorLogLevel,
  ExtractorMessageCategory,
} from "@microsoft/api-extractor";
import { call, root } from "./call.ts";

const REPORT = "scripts/check/frameferry.api.md";

const { values } = parseArgs({ options: { write: { type: "boolean" } } });
const config = ExtractorConfig.loadFileAndPrepare(join(import.meta.dirname, "api-extractor.json"));
const findings: string[] = [];
const { apiReportChanged: isOther } = Extractor.invoke(config, {
  localBuild: values.write === true,
  messageCallback: (message) => {
    // That the report is another one is for us to say, with the difference.
    message.handled = true;
    if (message.category === ExtractorMessageCategory.Console) return;
    if (message.logLevel === ExtractorLogLevel.Error)
      findings.push(message.formatMessageWithLocation(root));
  },
});
if (isOther && values.write !== true) findings.push(difference());

for (const finding of findings) console.error(finding);
if (findings.length === 0)
  console.log(`${REPORT} ${isOther ? "is written anew" : "says what the public face is"}`);
process.exitCode = findings.length === 0 ? 0 : 1;

function difference(): string {
  const now = relative(root, join(config.reportTempFolder, "frameferry.api.md"));
  const { stdout } = call("git", ["diff", "--no-index", "--no-color", REPORT, now], root);
  return [
    stdout.trimEnd(),
    "",
    "The public face of the library has changed, as above. If that is meant: npm run check:api -- --write,",
    `commit ${REPORT} with the change, and say in CHANGELOG.md what users have to do.`,
  ].join("\n");
}
