import { expect, test } from "vitest";
import { serviceHost } from "../../../src/cli/service/service-host.ts";

const setup = {
  ...{
    name: "cameras",
    user: null,
    node: "/usr/local/bin/node",
    program: "/opt/frameferry/bin.js",
  },
  ...{ file: "/Users/anna/a & <b>.yaml", workingFolder: "/Users/anna" },
  ...{ writtenFolders: [], devices: [], namesState: false, usesHomes: false },
};
const mac = { platform: "darwin", isRoot: false, home: "/Users/anna" } as const;

test("launchd of a user gets a property list in which names are escaped", () => {
  const host = serviceHost(mac);
  expect(host.path("cameras")).toBe("/Users/anna/Library/LaunchAgents/cameras.plist");
  const text = host.text(setup);
  expect(text).toContain("<string>/Users/anna/a &amp; &lt;b&gt;.yaml</string>");
  expect(text).toContain("<string>/Users/anna/Library/Logs/cameras.log</string>");
  expect(text).not.toContain("UserName");
  expect(host.startCommands("cameras", true)).toEqual([
    "launchctl bootout gui/$(id -u)/cameras",
    "launchctl bootstrap gui/$(id -u) '/Users/anna/Library/LaunchAgents/cameras.plist'",
  ]);
});

test("launchd of root has it for the whole machine, and may give it a user", () => {
  const host = serviceHost({ ...mac, isRoot: true });
  expect(host.path("cameras")).toBe("/Library/LaunchDaemons/cameras.plist");
  expect(host.text({ ...setup, user: "camera" })).toContain(
    "<key>UserName</key>\n  <string>camera</string>",
  );
  expect(host.stopCommands("cameras")).toEqual(["sudo launchctl bootout system/cameras"]);
});
