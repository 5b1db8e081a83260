/**
 * Checks what a user of npm gets: packs the package, judges it, installs it into an empty folder,
 * and delivers a video from there.
 */
import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { call, mustCall, root } from "./call.ts";
import { countPackages, globalInstallation, smallInstallation } from "./installations.ts";
import { olderNode } from "./older-node.ts";
import { oldestNode } from "./oldest-node.ts";
import { checkUserTypes } from "./user-types.ts";

const work = mkdtempSync(join(tmpdir(), "frameferry-package-"));
const user = join(work, "user");
const tool = (name: string): string => join(root, "node_modules", ".bin", name);
const tarball = (): string => join(work, readdirSync(work).find((f) => f.endsWith(".tgz")) ?? "");

/** A program that sends an image to a service that refuses it once. */
const LIBRARY_USE = `
  import { createServer } from "node:http";
  import { writeFileSync } from "node:fs";
  import { listFailures, listJobs, resubmitFrames, sendFiles } from "frameferry";
  let count = 0;
  const server = createServer((request, response) => {
    request.resume().on("end", () => {
      response.statusCode = count++ === 0 ? 422 : 200;
      response.end("not a cat");
    });
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  writeFileSync("a.gif", Buffer.from("R0lGODlhAQABAAAAACwAAAAAAQABAAACAkQBADs=", "base64"));
  const sources = ["a.gif"], state = "state";
  const to = "http://127.0.0.1:" + server.address().port;
  const { failed } = await sendFiles({ paths: sources, to, state });
  const [failures] = await listFailures({ sources, state });
  const reason = /not a cat/.exec(failures.reasons[0].reason)?.[0];
  const [{ delivered }] = await resubmitFrames({ sources, state });
  const [{ counts }] = await listJobs({ state });
  console.log(JSON.stringify([failed, failures.failed, reason, delivered, counts.delivered]));
  server.close();
  server.closeAllConnections();
`;

const checks: Record<string, () => string | undefined> = {
  "npm pack": () => {
    mustCall("npm", ["pack", "--silent", "--pack-destination", work], root);
    return `${(statSync(tarball()).size / 1e6).toFixed(2)} MB`;
  },
  publint: () => void mustCall(tool("publint"), ["--strict", tarball()], root),
  "are the types wrong": () =>
    void mustCall(tool("attw"), [tarball(), "--profile", "esm-only", "--no-emoji"], root),
  "npm install <tarball>": () => {
    mkdirSync(user);
    const quiet = ["--loglevel=error", "--no-audit", "--no-fund"];
    mustCall("npm", ["install", "--prefix", user, ...quiet, tarball()], user);
    return `${countPackages(join(user, "node_modules"))} packages`;
  },
  "what other programs read": () => {
    const folder = join(user, "node_modules", "frameferry", "dist", "metrics");
    const dashboard = readFileSync(join(folder, "grafana-dashboard.json"), "utf8");
    assert.equal((JSON.parse(dashboard) as { uid: string }).uid, "frameferry");
    assert.match(readFileSync(join(folder, "alert-rules.yml"), "utf8"), /^groups:$/mu);
    return "dashboard and alerts";
  },
  "the page of the dashboard": () => {
    const folder = join(user, "node_modules", "frameferry", "dist", "dashboard", "page");
    const script = readFileSync(join(folder, "app.js"), "utf8");
    assert.match(readFileSync(join(folder, "index.html"), "utf8"), /src="\/assets\/app\.js"/u);
    assert.match(readFileSync(join(folder, "THIRD-PARTY-NOTICES.txt"), "utf8"), /^preact /mu);
    return `${script.length} bytes of script`;
  },
  "types for users": () => checkUserTypes(user),
  "npm install -g <tarball>": () => globalInstallation(tarball(), join(work, "global")),
  "npm install -g <tarball>, with the oldest Node": () => {
    const found = oldestNode(work);
    if ("reason" in found) return `left out: ${found.reason}`;
    return globalInstallation(tarball(), join(work, "global-oldest"), found.folder);
  },
  "npm install --omit=optional <tarball>": () => smallInstallation(tarball(), join(work, "small")),
  "npx frameferry --version": () => {
    const { version } = JSON.parse(readFileSync(join(root, "package.json"), "utf8")) as Version;
    const { stdout } = mustCall("npx", ["--no-install", "frameferry", "--version"], user);
    assert.match(stdout.trim(), new RegExp(`(^|\\s)v?${version.replaceAll(".", "\\.")}$`));
    return stdout.trim();
  },
  'import("frameferry")': () => {
    const { stdout } = mustCall("node", ["--input-type=module", "--eval", LIBRARY_USE], user);
    assert.deepEqual(JSON.parse(stdout), [1, 1, "not a cat", 1, 1]);
    return "a frame failed, was listed, sent again and counted";
  },
  'import("frameferry/results.schema.json")': () => {
    const use = `
      import schema from "frameferry/results.schema.json" with { type: "json" };
      console.log(schema.$defs.frame.required.length);
    `;
    const { stdout } = mustCall("node", ["--input-type=module", "--eval", use], user);
    assert.equal(stdout.trim(), "12");
    return `${stdout.trim()} fields`;
  },
  "one delivery": () => {
    const video = join(root, "fixtures", "videos", "cfr.mp4");
    const run = ["--no-install", "frameferry", "run", video, "--demo", "--json"];
    const { stdout } = mustCall("npx", run, user);
    const summary = JSON.parse(stdout.trim().split("\n").at(-1) ?? "") as Summary;
    assert.ok(summary.delivered > 0, `nothing was delivered: ${stdout}`);
    assert.equal(summary.delivered, summary.landed);
    return `${summary.delivered} frames`;
  },
  "an older Node is told so in one sentence": () => {
    const older = olderNode();
    if (older === undefined) return "left out: no Node older than 22.22 on the path";
    const bin = join(user, "node_modules", "frameferry", "dist", "cli", "bin.js");
    const { status, stdout, stderr } = call(older.path, [bin, "--version"], user);
    assert.equal(status, 5);
    assert.equal(stdout, "");
    assert.match(stderr, /^[^\n]*Node[^\n]*22\.22[^\n]*\n?$/);
    return `Node ${older.version}: ${stderr.trim()}`;
  },
};

interface Version {
  readonly version: string;
}

interface Summary {
  readonly landed: number;
  readonly delivered: number;
}

try {
  for (const [name, check] of Object.entries(checks)) {
    const found = check();
    console.log(`ok  ${name}${found === undefined ? "" : `  (${found})`}`);
  }
} catch (error) {
  console.log(`not ok  ${error instanceof Error ? error.message : String(error)}`);
  process.exitCode = 1;
} finally {
  rmSync(work, { recursive: true, force: true });
}
