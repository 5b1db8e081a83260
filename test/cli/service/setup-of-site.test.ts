import { chmodSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { setupOf } from "../../../src/cli/service/setup-of-site.ts";
import { unitWarnings } from "../../../src/cli/service/setup-warnings.ts";
import { temporaryFolder } from "../../support/files/temporary-folder.ts";
import { runMainIn } from "../../support/program/run-main.ts";
import { siteOf } from "../site/site-of.ts";

/** What the service of a site needs, and what it is warned of. */
async function setupFor(
  sources: string,
  {
    user = null,
    node = "/usr/bin/node",
  }: { readonly user?: string | null; readonly node?: string } = {},
) {
  const { site, faults } = await siteOf(`sources:\n${sources}`);
  expect(faults).toEqual([]);
  if (site === null) throw new Error("the site has faults");
  const options = { name: "frameferry", user };
  const made = setupOf(site, "/etc/cams/cams.yaml", options, {
    node,
    program: "/opt/frameferry/bin.js",
  });
  return { ...made.setup, warnings: unitWarnings(made.setup, made.named) };
}

test("a service may write where its site does, and nowhere else", async () => {
  const { writtenFolders, workingFolder, devices, usesHomes } = await setupFor(`
  film: { run: /srv/in/film.mp4, to: http://h/p, frames: /srv/frames, on_failure: copy-to=/srv/bad }
  camera: { run: /dev/video0, to: http://h/p, results: /srv/results/a/camera.jsonl, report: /srv/results/c.html }
  stream: { run: "rtsp://cam/1", to: http://h/p, record: /srv/rec, results: /var/lib/frameferry/s.jsonl }
  ftp: { watch: /srv/ftp, to: http://h/p, move_to: /srv/done }
  left: { watch: /srv/left, to: http://h/p }
  made: { watch: /srv/made, to: http://h/p, command: [/opt/slice] }
  gone: { send: [/srv/gone/one.jpg], to: http://h/p, delete: true }`);
  expect(writtenFolders).toEqual(
    ["bad", "done", "frames", "ftp", "gone", "made", "rec", "results"].map((n) => `/srv/${n}`),
  );
  expect({ workingFolder, devices, usesHomes }).toEqual({
    // A command may name files in any folder.
    ...{ workingFolder: process.cwd(), devices: ["/dev/video0"] },
    usesHomes: /^\/(?:home|root)\//u.test(process.cwd()),
  });
});

test("a site of absolute paths works in the folder of its file, one of relative paths in this one", async () => {
  const fixed = await setupFor("  a: { watch: /srv/in, to: http://h/p }");
  expect([fixed.workingFolder, fixed.namesState]).toEqual(["/etc/cams", false]);
  const relative = await setupFor("  a: { watch: in, to: http://h/p, state: /srv/state }");
  expect([relative.workingFolder, relative.namesState]).toEqual([process.cwd(), true]);
  expect(relative.writtenFolders).toEqual(["/srv/state"]);
});

test("a site is warned of what no unit can give", async () => {
  const { usesHomes, warnings } = await setupFor(
    `  a: { watch: /home/anna/in, to: http://h/p, results: /tmp/none/r.jsonl }`,
    { node: "/root/.nvm/node" },
  );
  expect(usesHomes).toBe(true);
  expect(warnings).toEqual([
    expect.stringContaining("/root/.nvm/node is in a home folder: a service needs Node"),
    expect.stringContaining("/home/anna/in is in a home folder"),
    expect.stringContaining("there is no /tmp/none"),
    expect.stringContaining("sudo install -d /tmp/none"),
    expect.stringContaining("may not write to /tmp/none: name one who may with --user"),
  ]);
});

test("a site is warned of a service's socket that its own service would not see", async () => {
  const { usesHomes, writtenFolders, warnings } = await setupFor(`
  a: { watch: /srv/a, to: "unix:/home/anna/model.sock:/p", mirror: "unix:/run/model.sock:/p" }
  b: { watch: /srv/b, to: "http://h/p", route: "x/**=unix:/tmp/model.sock:/p" }`);
  expect(usesHomes).toBe(true);
  expect(writtenFolders).not.toContain("/run/model.sock");
  expect(warnings).toContainEqual(
    expect.stringContaining("/home/anna/model.sock is in a home folder"),
  );
  expect(warnings).toContainEqual(expect.stringContaining("there is no /tmp/model.sock:"));
  expect(warnings.join("\n")).not.toContain("/run/model.sock");
});

test("a folder that everybody may write to, or a user of the service's own, needs no warning", async () => {
  await using folder = await temporaryFolder();
  const open = join(folder.path, "open");
  mkdirSync(open);
  const line = `  a: { watch: /srv/in, to: http://h/p, frames: ${open} }`.replace(
    "watch: /srv/in",
    "run: /srv/a.mp4",
  );
  const whoWrites = async (user?: string) =>
    (await setupFor(line, { user: user ?? null })).warnings.filter((one) => one.includes("--user"));
  expect(await whoWrites()).toHaveLength(1);
  expect(await whoWrites("camera")).toEqual([]);
  chmodSync(open, 0o777);
  expect(await whoWrites()).toEqual([]);
});

test("the command prints the unit, and warns of a variable that only this shell has", async () => {
  await using folder = await temporaryFolder();
  const file = join(folder.path, "frameferry.yaml");
  writeFileSync(file, "sources: { a: { watch: /srv/in, to: 'http://${GPU_OF_TEST}/p' } }\n");
  const install = async () =>
    await runMainIn(folder.path, "service", "install", "--print", "--name", "cameras");
  const faulty = await install();
  expect([faulty.exitCode, faulty.stdout]).toEqual([2, ""]);
  expect(faulty.stderr).toContain("frameferry.yaml:1:");
  process.env["GPU_OF_TEST"] = "gpu1";
  try {
    const { exitCode, stdout, stderr } = await install();
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/^# Written by frameferry service install/u);
    expect(stdout).toContain(` up ${file}\n`);
    expect(stdout).toContain("StateDirectory=cameras\n");
    expect(stderr).toContain("GPU_OF_TEST");
    expect(stderr).toContain("set them in /etc/frameferry/environment");
  } finally {
    delete process.env["GPU_OF_TEST"];
  }
});

test("words that make no sense are refused", async () => {
  await using folder = await temporaryFolder();
  const { exitCode, stderr } = await runMainIn(folder.path, "service", "uninstall", "x.yaml");
  expect(exitCode).toBe(2);
  expect(stderr).toContain("goes by the name of the service");
  const named = await runMainIn(folder.path, "service", "install", "--name", "../x");
  expect([named.exitCode, named.stderr]).toEqual([2, expect.stringContaining("--name")]);
});
