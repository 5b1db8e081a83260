import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { Ajv } from "ajv";
import { parse } from "yaml";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { siteJsonSchema } from "../../../src/app/site/site-json-schema.ts";
import { siteVocabulary } from "../../../src/cli/site/site-vocabulary.ts";
import { codeBlocks, REPOSITORY } from "../../support/docs/readme.ts";
import { temporaryFolder, type TemporaryFolder } from "../../support/files/temporary-folder.ts";
import { imageOf } from "../../support/program/delivery-command.ts";
import { runMainIn } from "../../support/program/run-main.ts";
import { siteOf } from "./site-of.ts";

let folder: TemporaryFolder;
beforeEach(async () => {
  folder = await temporaryFolder();
});
afterEach(async () => await folder[Symbol.asyncDispose]());

const write = (text: string, name = "frameferry.yaml"): void =>
  writeFileSync(join(folder.path, name), text);
const run = async (...words: readonly string[]) => await runMainIn(folder.path, ...words);

const SOUND = `services: { s: { to: "http://anna:p4ssw0rd@h/p", header: { X-Api-Key: k3y-k3y-k3y } } }
sources:
  gate: { run: "rtsp://u:c4mera-word@cam/1", service: s, timeout: 1m30s, results_max_size: 1500MB }
  in: { watch: [a, b], service: s, delete: true, route: { "a/**": "http://x/p" } }
`;

describe("validate", () => {
  test("says in one line what would run, and ends with 0", async () => {
    write(SOUND);
    const { exitCode, stdout, stderr } = await run("validate");
    expect([exitCode, stderr]).toEqual([0, ""]);
    expect(stdout).toBe(
      "frameferry.yaml fits: frameferry up would run 2 sources (1 camera, 1 watch) to 2 services\n",
    );
  });

  test("prints every fault on a line of its own, and ends with 2", async () => {
    write("sources:\n  a: { watch: in, fsp: 1, to: http://h/p, retries: -1 }\n", "cams.yaml");
    const { exitCode, stdout, stderr } = await run("validate", "cams.yaml");
    expect([exitCode, stdout]).toEqual([2, ""]);
    expect(stderr.trimEnd().split("\n")).toEqual([
      "cams.yaml:2:19 sources.a.fsp: there is no such option",
      "cams.yaml:2:52 sources.a.retries: must be at least 0",
      "error: cams.yaml has 2 faults, and nothing was done [ERR_OPTION]",
    ]);
  });

  test("tells programs the same", async () => {
    write("sources: { a: { watch: in, to: http://h/p } }");
    const sound = JSON.parse((await run("validate", "--json")).stdout);
    expect(sound).toMatchObject({
      valid: true,
      sources: [{ name: "a", command: "watch", from: "in" }],
    });
    write("sources: 1");
    const faulty = JSON.parse((await run("validate", "--json")).stdout);
    expect(faulty).toMatchObject({
      valid: false,
      faults: [{ line: 1, column: 10, path: "sources" }, {}],
    });
  });

  test("names a file that is not there, and how to get one", async () => {
    const { exitCode, stderr } = await run("validate");
    expect(exitCode).toBe(2);
    expect(stderr).toContain("there is no site file frameferry.yaml");
    expect(stderr).toContain("frameferry config init");
  });
});

describe("config", () => {
  test("shows all that holds for each source, which is a site file again, without secrets", async () => {
    write(SOUND);
    const { stdout } = await run("config", "show");
    expect(stdout).not.toMatch(/p4ssw0rd|k3y|c4mera/u);
    expect(parse(stdout)).toEqual({
      sources: {
        gate: {
          ...{ run: "rtsp://cam/1", to: "http://h/p", header: { "x-api-key": "***" } },
          ...{ timeout: "1m30s", results_max_size: "1500MB" },
        },
        in: {
          ...{ watch: ["a", "b"], to: "http://h/p", header: { "x-api-key": "***" }, delete: true },
          route: { "a/**": "http://x/p" },
        },
      },
    });
    const [shown, given] = [await siteOf(stdout), await siteOf(SOUND)];
    const {
      to: _,
      headers: __,
      video: ___,
      ...same
    } = given.site!.sources[0]!.options as never as Record<string, unknown>;
    expect(shown.site?.sources[0]?.options).toMatchObject(same);
  });

  test("writes a file to begin with from what is there, and the schema that it names", async () => {
    mkdirSync(join(folder.path, "drop"));
    writeFileSync(join(folder.path, "drop", "a.jpg"), imageOf("a"));
    writeFileSync(join(folder.path, "clip.mp4"), "");
    expect((await run("config", "init")).exitCode).toBe(0);
    const text = readFileSync(join(folder.path, "frameferry.yaml"), "utf8");
    expect(text.split("\n")[0]).toBe("# yaml-language-server: $schema=./frameferry.schema.json");
    const { site, faults } = await siteOf(text);
    expect(faults).toEqual([]);
    expect(site?.sources.map(({ name, command }) => [name, command])).toEqual([
      ["clip.mp4", "run"],
      ["drop", "watch"],
    ]);
    const schema = JSON.parse(readFileSync(join(folder.path, "frameferry.schema.json"), "utf8"));
    expect(schema.$schema).toContain("draft-07");
    expect((await run("validate")).exitCode).toBe(0);
  });

  test("leaves a file that exists as it is", async () => {
    write("mine");
    const { exitCode, stderr } = await run("config", "init");
    expect(exitCode).toBe(2);
    expect(stderr).toContain("frameferry.yaml exists, and is left as it is");
    expect(readFileSync(join(folder.path, "frameferry.yaml"), "utf8")).toBe("mine");
  });

  test("prints the schema, and refuses a file with it", async () => {
    const { stdout } = await run("config", "schema");
    expect(JSON.parse(stdout)).toEqual(
      JSON.parse(JSON.stringify(siteJsonSchema(siteVocabulary()))),
    );
    expect((await run("config", "schema", "x.yaml")).exitCode).toBe(2);
  });
});

test("the site on its page fits, and so do all of its lines", async () => {
  const page = await readFile(join(REPOSITORY, "src/site/README.md"), "utf8");
  const site = codeBlocks(page, "yaml").find((code) => code.includes("sources:")) ?? "";
  const env = { PLATES_TOKEN: "token", CAM_USER: "user", CAM_PASSWORD: "word" };
  const { site: read, faults } = await siteOf(site, { env });
  expect(faults).toEqual([]);
  expect(read?.sources.map(({ name }) => name)).toEqual(["gate", "dump", "north"]);
});

describe("the schema", () => {
  const isValid = new Ajv({ strict: false }).compile(siteJsonSchema(siteVocabulary()));
  const fits = (yaml: string): boolean => isValid(parse(yaml));

  test("takes what fits", () => {
    expect(fits(SOUND)).toBe(true);
    expect(
      fits(
        `defaults: { fps: 2, service: s, when_full: drop-oldest, motion: 0.5%, retries: "\${N}" }\nsources: {}`,
      ),
    ).toBe(true);
    expect(
      fits(
        "sources: { a: { run: x, to: h, proxy: false, keyframes: true, at: [90, 1m30s], model: 1.1 } }\ndashboard: 8787",
      ),
    ).toBe(true);
    expect(fits("sources: { a: { work: nats://b/f, service: [s, t], max_outage: null } }")).toBe(
      true,
    );
  });

  test.each([
    ["an unknown option", "sources: { a: { watch: in, fsp: 1 } }"],
    ["an option of another command", "sources: { a: { watch: in, fps: 1 } }"],
    ["a source of no command", "sources: { a: { fps: 1 } }"],
    ["a word that is none of those known", "sources: { a: { watch: in, when_full: drop-oldst } }"],
    ["a number out of its range", "sources: { a: { watch: in, retries: 2000 } }"],
    ["a length of time without its unit", "sources: { a: { watch: in, timeout: 30 } }"],
    ["a service without an address", "services: { s: { model: x } }\nsources: {}"],
    ["no sources", "services: {}"],
  ])("refuses %s", (_, yaml) => {
    expect(fits(yaml)).toBe(false);
  });

  test("has every option that a site file may have, each with its meaning", () => {
    const { definitions } = siteJsonSchema(siteVocabulary()) as {
      definitions: Record<string, { description: string }>;
    };
    const meanings = new Set(Object.values(definitions).map(({ description }) => description));
    const options = Object.values(siteVocabulary().commands).flat();
    expect(options.length).toBeGreaterThan(200);
    expect(options.filter(({ help }) => help === "" || !meanings.has(help))).toEqual([]);
  });
});
