/**
 * `npm run release`: checks, packs and tags the version of package.json, and publishes nothing: the workflow does, when
 * the tag is pushed. With `--dry-run` it makes no tag. `--skip-checks` leaves out the build and `check:package`, to
 * try the rest in seconds, and needs `--dry-run`.
 */
import { mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { parseArgs } from "node:util";
import { STEPS } from "./release/steps.mjs";
import { reportFailure, SetupFailure } from "./setup/failure.mjs";

async function main() {
  const { values } = parseArgs({
    options: { "dry-run": { type: "boolean" }, "skip-checks": { type: "boolean" } },
  });
  const isDryRun = values["dry-run"] === true;
  const skipsChecks = values["skip-checks"] === true;
  if (skipsChecks && !isDryRun)
    throw new SetupFailure("--skip-checks needs --dry-run: what is released is checked.", 2);
  const out = mkdtempSync(join(tmpdir(), "frameferry-release-"));
  const release = { root: join(import.meta.dirname, ".."), out, isDryRun, skipsChecks };
  for (const { name, perform } of STEPS)
    process.stdout.write(`${name}: ${await perform(release)}\n`);
}

try {
  await main();
} catch (error) {
  reportFailure(error);
}
