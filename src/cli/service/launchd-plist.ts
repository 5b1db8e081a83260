import { usageError } from "../errors/usage-error.ts";
import { MARK, type ServiceSetup } from "./service-setup.ts";

/**
 * A property list by which launchd of macOS runs a site.
 *
 * @param logFile absolute path of the file that gets what the site prints.
 */
export function launchdPlist(setup: ServiceSetup, logFile: string): string {
  const { name, user, node, program, file, workingFolder } = setup;
  const words = [node, program, "up", file].map((word) => `    ${string(word)}`);
  return `<?xml version="1.0" encoding="UTF-8"?>
<!-- ${MARK} -->
<!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">
<plist version="1.0">
<dict>
  <key>Label</key>
  ${string(name)}
  <key>ProgramArguments</key>
  <array>
${words.join("\n")}
  </array>
${user === null ? "" : `  <key>UserName</key>\n  ${string(user)}\n`}  <key>WorkingDirectory</key>
  ${string(workingFolder)}
  <key>RunAtLoad</key>
  <true/>
  <key>KeepAlive</key>
  <dict>
    <key>SuccessfulExit</key>
    <false/>
  </dict>
  <key>ExitTimeOut</key>
  <integer>180</integer>
  <key>StandardOutPath</key>
  ${string(logFile)}
  <key>StandardErrorPath</key>
  ${string(logFile)}
</dict>
</plist>
`;
}

function string(text: string): string {
  if (/\p{Cc}/u.test(text))
    throw usageError(
      `a service cannot name a path with control characters: ${text}`,
      "give the file or folder another name",
    );
  return `<string>${text.replaceAll(/[&<>]/gu, (sign) => ENTITIES[sign] ?? sign)}</string>`;
}

const ENTITIES: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;" };
