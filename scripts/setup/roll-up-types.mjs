import { readdirSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { SetupFailure, say } from "./failure.mjs";

/**
 * Puts the types that a user can import into one file, `dist/index.d.ts`, and removes those of the modules behind it:
 * nobody can import them, and they are an eighth of what is installed, and name packages that are optional.
 * @param {string} root
 */
export async function rollUpTypes(root) {
  say("rolling up the types (api-extractor)");
  const { Extractor, ExtractorConfig, ExtractorLogLevel } =
    await import("@microsoft/api-extractor");
  const path = join(root, "scripts", "check", "api-extractor.json");
  const types = join(root, "dist", "index.d.ts");
  const fresh = join(root, "dist", ".index.d.ts");
  const config = ExtractorConfig.prepare({
    configObject: {
      ...ExtractorConfig.loadFile(path),
      apiReport: { enabled: false },
      dtsRollup: { enabled: true, untrimmedFilePath: fresh },
    },
    configObjectFullPath: path,
    packageJsonFullPath: join(root, "package.json"),
  });
  /** @type {string[]} */
  const findings = [];
  const { succeeded } = Extractor.invoke(config, {
    messageCallback: (message) => {
      message.handled = true;
      if (message.logLevel === ExtractorLogLevel.Error)
        findings.push(message.formatMessageWithLocation(root));
    },
  });
  if (!succeeded)
    throw new SetupFailure(`the types cannot be rolled up:\n${findings.join("\n")}`, 1);
  const dist = join(root, "dist");
  for (const file of readdirSync(dist, { recursive: true, encoding: "utf8" }))
    if (file.endsWith(".d.ts") && join(dist, file) !== fresh) rmSync(join(dist, file));
  renameSync(fresh, types);
}
