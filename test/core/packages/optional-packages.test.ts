import { execFileSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { REPOSITORY } from "../../support/docs/readme.ts";

/** An installation without optional packages, but for a sharp and a fastify that do not load. */
const installation = mkdtempSync(join(tmpdir(), "frameferry-packages-"));

/** Loads packages there, and prints what each attempt came to. */
const USE = `
  import { demandPackages, loadWith } from "./src/core/packages/optional-packages.ts";
  const shown = ({ name, code, kind, message, remedy }) => ({ name, code, kind, message, remedy });
  const tried = async (what, packages, load) =>
    await loadWith({ what, packages }, load).then((value) => ({ value }), shown);
  const found = {
    absent: await tried("--dashboard", ["prom-client"], () => import("prom-client")),
    several: await tried("the demo service", ["@fastify/multipart", "sharp", "amqplib"], () => import("amqplib")),
    broken: await tried("--resize", ["sharp"], () => import("sharp")),
    incomplete: await tried("--metrics", ["fastify"], () => import("fastify")),
    present: await tried("a nats:// address", ["@nats-io/jetstream"], async () => (await import("@nats-io/jetstream")).default),
  };
  try { demandPackages({ what: "frameferry preview", packages: ["amqplib"] }); }
  catch (error) { found.demanded = shown(error); }
  console.log(JSON.stringify(found));
`;

let found: Readonly<Record<string, Record<string, string>>>;

beforeAll(() => {
  for (const path of ["package.json", "src/core/errors.ts", "src/core/packages"])
    cpSync(join(REPOSITORY, path), join(installation, path), { recursive: true });
  install(
    "sharp",
    'throw new Error("Could not load the sharp module using the linux-x64 runtime\\nPossible solutions:");',
  );
  install("fastify", 'require("avvio");');
  install("@nats-io/jetstream", "module.exports = 42;");
  const args = ["--input-type=module", "--eval", USE];
  const options = { cwd: installation, encoding: "utf8" } as const;
  found = JSON.parse(execFileSync(process.execPath, args, options)) as typeof found;
});

afterAll(() => rmSync(installation, { recursive: true }));

function install(name: string, code: string): void {
  const file = join(installation, "node_modules", name, "index.js");
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, code);
}

test("a package that is missing is told in one sentence, with the command that installs it", () => {
  expect(found["absent"]).toEqual({
    name: "FrameferryError",
    code: "ERR_PACKAGE_MISSING",
    kind: "environment",
    message: "--dashboard needs the package prom-client, which is not installed",
    remedy: expect.stringMatching(
      /^run `npm install --include=optional prom-client@\^15\.[\d.]+` where frameferry is installed/u,
    ),
  });
});

test("of several packages, those that are missing are named together", () => {
  expect(found["several"]).toMatchObject({
    message:
      "the demo service needs the packages @fastify/multipart, amqplib, which are not installed",
    remedy: expect.stringMatching(/optional @fastify\/multipart@\^\d\S+ amqplib@\^\d\S+`/u),
  });
});

test("one that is there and does not load is told with its reason, and with the same way out", () => {
  expect(found["broken"]).toMatchObject({
    code: "ERR_PACKAGE_MISSING",
    message:
      "--resize needs the package sharp, which does not load here: Could not load the sharp module using the linux-x64 runtime",
    remedy: expect.stringMatching(/optional sharp@\^\d\S+`/u),
  });
  expect(found["incomplete"]).toMatchObject({
    message: expect.stringContaining("does not load here: Cannot find module 'avvio'"),
  });
});

test("a package that is there is loaded", () => {
  expect(found["present"]).toEqual({ value: 42 });
});

test("a package can be demanded before the work begins, without being loaded", () => {
  expect(found["demanded"]).toMatchObject({ code: "ERR_PACKAGE_MISSING" });
});
