import { existsSync, readFileSync, readdirSync } from "node:fs";
import { join, posix } from "node:path";
import { expect, test } from "vitest";

interface Import {
  readonly file: string;
  readonly isType: boolean;
  /** Path from src for our own files (`core/frame.ts`), else the package (`undici`, `node:fs`). */
  readonly target: string;
}

const root = join(import.meta.dirname, "..");
const src = join(root, "src");
const statement =
  /(?:^|\n)\s*(?:import|export)\s+(type\s)?(?:[^;"']*?\sfrom\s+)?["']([^"']+)["']|\bimport\(\s*["']([^"']+)["']/g;
const files = sourcesIn(src);
const imports = files.flatMap((file) => importsOf(file, readFileSync(join(src, file), "utf8")));

function sourcesIn(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((file) => /\.(?:ts|mjs)$/u.test(file))
    .map((file) => file.replaceAll("\\", "/"));
}

function importsOf(file: string, text: string): Import[] {
  return [...text.matchAll(statement)].map(([, type, fixed, dynamic]) => {
    const path = fixed ?? dynamic ?? "";
    const target = path.startsWith(".") ? posix.join(posix.dirname(file), path) : path;
    return { file, isType: type !== undefined, target };
  });
}

const isOurs = ({ target }: Import) => target.endsWith(".ts");
const isIn = (path: string, ...folders: string[]) =>
  folders.some((folder) => path.startsWith(`${folder}/`));
/** What a folder may not import, and does. @throws where there is no such folder, so that no rule is about nothing. */
const strangers = (
  folder: string,
  isAllowed: (found: Import) => boolean,
  among: readonly Import[] = imports,
) => {
  const own = among.filter((found) => isIn(found.file, folder));
  if (own.length === 0) throw new Error(`nothing in ${folder} imports anything`);
  return own
    .filter((found) => !isAllowed(found))
    .map(({ file, target }) => `${file} imports ${target}`);
};

const stages = [
  "slicer",
  "producer",
  "watcher",
  "selection",
  "submitter",
  "protocols",
  "images",
  "ledger",
  "results",
  "export",
  "demo",
  "tune",
  "web",
  "brokers",
  "metrics",
  "site",
  "hooks",
];

/** Stages that show pictures of frames, with what was found drawn on them. */
const showingPictures = ["annotate", "report"];

test("core imports nothing but core and Node itself", () => {
  const isAllowed = ({ target }: Import) => isIn(target, "core") || target.startsWith("node:");
  expect(strangers("core", isAllowed)).toEqual([]);
});

test.each(stages)("%s imports only core, its own folder, and options as types", (stage) => {
  const isAllowed = (found: Import) =>
    !isOurs(found) ||
    isIn(found.target, "core", stage) ||
    // Pages of stages look alike.
    (stage === "tune" && isIn(found.target, "page")) ||
    (found.isType && isIn(found.target, "options"));
  expect(strangers(stage, isAllowed)).toEqual([]);
});

test.each(showingPictures)(
  "%s imports only core, its own folder, pictures, and options as types",
  (stage) => {
    const isAllowed = (found: Import) =>
      !isOurs(found) ||
      isIn(found.target, "core", stage, "pictures", "page") ||
      (found.isType && isIn(found.target, "options"));
    expect(strangers(stage, isAllowed)).toEqual([]);
  },
);

test("options import only core and what checks and reads them", () => {
  const packages = new Set(["fastest-levenshtein", "ms", "zod"]);
  const isAllowed = (found: Import) =>
    isIn(found.target, "core", "options") ||
    packages.has(found.target) ||
    found.target.startsWith("node:");
  expect(strangers("options", isAllowed)).toEqual([]);
});

test("credentials import only core and options", () => {
  const isAllowed = (found: Import) =>
    !isOurs(found) || isIn(found.target, "core", "options", "credentials");
  expect(strangers("credentials", isAllowed)).toEqual([]);
});

test("pictures import only core and their own folder", () => {
  const isAllowed = (found: Import) => !isOurs(found) || isIn(found.target, "core", "pictures");
  expect(strangers("pictures", isAllowed)).toEqual([]);
});

test("the dashboard imports only core, pictures, web, and its own folder", () => {
  const isAllowed = (found: Import) =>
    !isOurs(found) || isIn(found.target, "core", "dashboard", "pictures", "web");
  expect(strangers("dashboard", isAllowed)).toEqual([]);
});

test("the pipeline knows core, and the stages only as types", () => {
  const isAllowed = (found: Import) =>
    !isOurs(found) ||
    isIn(found.target, "core", "pipeline") ||
    (found.isType && isIn(found.target, ...stages));
  expect(strangers("pipeline", isAllowed)).toEqual([]);
});

test("nothing but the command line imports the command line", () => {
  const reaching = imports.filter(({ file, target }) => isIn(target, "cli") && !isIn(file, "cli"));
  expect(reaching).toEqual([]);
});

test("only app and the command line name implementations of several stages", () => {
  const folders = (file: string) =>
    new Set(
      imports
        .filter((found) => found.file === file && !found.isType)
        .map(({ target }) => target.split("/")[0] ?? "")
        .filter((folder) => stages.includes(folder)),
    );
  const gatherers = files.filter((file) => folders(file).size > 1);
  const others = gatherers.filter((file) => !isIn(file, "cli", "app") && file !== "index.ts");
  expect(others).toEqual([]);
});

test.each([
  ...["fluent-ffmpeg", "ffmpeg-static", "undici", "p-limit", "chokidar"],
  ...["@nats-io/transport-node", "@nats-io/jetstream", "amqplib"],
])("%s is named in one file, so that it can be replaced", (name) => {
  const quoted = new RegExp(`["']${name}["']`);
  const naming = files.filter((file) => quoted.test(readFileSync(join(src, file), "utf8")));
  expect(naming).toHaveLength(1);
});

test("mqtt, whose name is also that of an option, is imported in one file", () => {
  const importing = new Set(
    imports.filter(({ target }) => target === "mqtt").map(({ file }) => file),
  );
  expect([...importing]).toEqual(["hooks/mqtt/mqtt-client.ts"]);
});

test("an import that no rule allows is found where it is planted, whatever its form", () => {
  const isAllowed = ({ target }: Import) => isIn(target, "core");
  const forms = [
    'import { watch } from "../watcher/watch.ts";',
    'import type { Watch } from "../watcher/watch.ts";',
    'export { watch } from "../watcher/watch.ts";',
    'const { watch } = await import("../watcher/watch.ts");',
    'import "../watcher/watch.ts";',
  ];
  for (const form of forms) {
    const planted = importsOf("slicer/planted.ts", `import "../core/frame.ts";\n${form}\n`);
    expect(strangers("slicer", isAllowed, planted)).toEqual([
      "slicer/planted.ts imports watcher/watch.ts",
    ]);
  }
});

test("no folder is made by Node's recursive mkdir, which may never end", () => {
  const calls = files.filter((file) => {
    const text = readFileSync(join(src, file), "utf8");
    return /\bmkdir(?:Sync)?\(/u.test(text) && file !== "core/files/make-folder.ts";
  });
  expect(calls).toEqual([]);
});

/** Ways to ask for the platform, or for what not every system has. */
const PLATFORM_QUESTIONS = [
  /\bprocess\s*\.\s*platform\b|\bprocess\["platform"\]/u,
  /\{[^{}]*\bplatform\b[^{}]*\}\s*=\s*process\b/u,
  /\bplatform\b[^;]*from "node:os"|\bos\.platform\(/u,
  /\bO_(?:NOFOLLOW|NONBLOCK)\b/u,
];
const asksForPlatform = (text: string): boolean =>
  PLATFORM_QUESTIONS.some((question) => question.test(text));

test("only core/platform asks which system it is on, with a file for each difference", () => {
  const asking = files.filter((file) => asksForPlatform(readFileSync(join(src, file), "utf8")));
  expect(asking.filter((file) => !isIn(file, "core/platform"))).toEqual([]);
  expect(asking.length).toBeGreaterThan(0);
});

test.each([
  'if (process.platform === "win32") return;',
  'const name = process["platform"];',
  "const { platform, arch } = process;",
  'import { homedir, platform } from "node:os";',
  "const name = os.platform();",
  "const flags = constants.O_RDONLY | constants.O_NOFOLLOW;",
])("a question for the platform is found where it is planted: %s", (planted) => {
  expect(asksForPlatform(planted)).toBe(true);
});

test("core/platform imports nothing but Node itself, so that every folder of core may use it", () => {
  const isAllowed = ({ target }: Import) =>
    isIn(target, "core/platform") || target.startsWith("node:");
  expect(strangers("core/platform", isAllowed)).toEqual([]);
});

/**
 * Places of which each leads to the next by an import, and the last one to the first; empty where there are none.
 *
 * @param placeOf the place that a file is in: its folder, or the file itself.
 */
function circleOf(among: readonly Import[], placeOf: (file: string) => string): readonly string[] {
  const reached = new Map<string, Set<string>>();
  for (const { file, target } of among.filter(isOurs)) {
    const [from, to] = [placeOf(file), placeOf(target)];
    if (from !== to) reached.set(from, (reached.get(from) ?? new Set()).add(to));
  }
  const walk = (path: readonly string[]): readonly string[] => {
    for (const next of reached.get(path.at(-1) ?? "") ?? []) {
      if (path.includes(next)) return [...path.slice(path.indexOf(next)), next];
      const circle = walk([...path, next]);
      if (circle.length > 0) return circle;
    }
    reached.delete(path.at(-1) ?? "");
    return [];
  };
  for (const place of [...reached.keys()]) {
    const circle = walk([place]);
    if (circle.length > 0) return circle;
  }
  return [];
}

const folderOf = (file: string) => posix.dirname(file);
const itself = (file: string) => file;

test("no folder leads back to itself by imports, not even of types", () => {
  expect(circleOf(imports, folderOf)).toEqual([]);
});

test("no file leads back to itself by imports, not even of types or of what is loaded later", () => {
  expect(circleOf(imports, itself)).toEqual([]);
});

test("a circle of folders is found where it is planted", () => {
  const planted = [
    ...importsOf("submitter/limit/planted.ts", 'import "../endpoint/planted.ts";'),
    ...importsOf("submitter/endpoint/planted.ts", 'import type { X } from "../http/planted.ts";'),
    ...importsOf("submitter/http/planted.ts", 'export { y } from "../limit/planted.ts";'),
  ];
  expect(circleOf(planted, folderOf)).toHaveLength(4);
  expect(circleOf(planted.slice(0, 2), folderOf)).toEqual([]);
});

test("a circle of files in one folder is found where it is planted", () => {
  const planted = [
    ...importsOf("cli/plan/one.ts", 'import type { X } from "./other.ts";'),
    ...importsOf("cli/plan/other.ts", 'const { y } = await import("./one.ts");'),
  ];
  expect(circleOf(planted, itself)).toHaveLength(3);
  expect(circleOf(planted, folderOf)).toEqual([]);
});

/** Of the files in a folder beside src, with paths from the root of the repository. */
function importsBeside(folder: "test" | "scripts"): readonly Import[] {
  return sourcesIn(join(root, folder)).flatMap((file) =>
    importsOf(`${folder}/${file}`, readFileSync(join(root, folder, file), "utf8")),
  );
}

test("scripts import nothing of the tests, which may import them", () => {
  const isAllowed = ({ target }: Import) => !isIn(target, "test");
  expect(strangers("scripts", isAllowed, importsBeside("scripts"))).toEqual([]);
});

/** Tools of the tests that lie beside what they are about, for whoever wants them. */
const SHARED = ["test/support", "test/contracts", "test/services/stubs", "test/faults"];

test("what several folders of tests share lies in test/support", () => {
  const area = (path: string): string => path.split("/").slice(0, 2).join("/");
  const isAllowed = ({ file, target }: Import) =>
    !isIn(target, "test") ||
    area(file) === area(target) ||
    isIn(target, ...SHARED) ||
    // Tests of how imports are rewritten hold some in their texts.
    !existsSync(join(root, target));
  expect(strangers("test", isAllowed, importsBeside("test"))).toEqual([]);
});

test("test/support knows nothing of the tests that use it", () => {
  const isAllowed = ({ target }: Import) => !isIn(target, "test") || isIn(target, "test/support");
  expect(strangers("test/support", isAllowed, importsBeside("test"))).toEqual([]);
});
