import { readdirSync, readFileSync } from "node:fs";
import { join, posix } from "node:path";
import ts from "typescript";
import { expect, test } from "vitest";
import { REPOSITORY } from "./support/docs/readme.ts";

const src = join(REPOSITORY, "src");
const { optionalDependencies } = JSON.parse(
  readFileSync(join(REPOSITORY, "package.json"), "utf8"),
) as { readonly optionalDependencies: Readonly<Record<string, string>> };

/** ffmpeg-static is only looked for: without it another ffmpeg is used. */
const optional = new Set(
  Object.keys(optionalDependencies).filter((name) => name !== "ffmpeg-static"),
);

interface Module {
  readonly parsed: ts.SourceFile;
  /** What is loaded with it: files from src, and packages. */
  readonly loads: readonly string[];
}

const modules = new Map(
  readdirSync(src, { recursive: true, encoding: "utf8" })
    .map((file) => file.replaceAll("\\", "/"))
    .filter((file) => file.endsWith(".ts"))
    .map((file) => [file, moduleOf(file, readFileSync(join(src, file), "utf8"))]),
);

function moduleOf(file: string, text: string): Module {
  const parsed = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true);
  const loads = parsed.statements.flatMap((statement) => {
    if (ts.isImportDeclaration(statement)) {
      const isType = statement.importClause?.phaseModifier === ts.SyntaxKind.TypeKeyword;
      return isType ? [] : [targetOf(file, statement.moduleSpecifier)];
    }
    const { isTypeOnly = true, moduleSpecifier } = ts.isExportDeclaration(statement)
      ? statement
      : {};
    return isTypeOnly || moduleSpecifier === undefined ? [] : [targetOf(file, moduleSpecifier)];
  });
  return { parsed, loads };
}

function targetOf(file: string, specifier: ts.Node): string {
  const { text } = specifier as ts.StringLiteral;
  return text.startsWith(".") ? posix.join(posix.dirname(file), text) : text;
}

/** Optional packages without which a file or package does not load. */
function needsOf(target: string): ReadonlySet<string> {
  if (optional.has(target)) return new Set([target]);
  const known = needs.get(target);
  if (known !== undefined) return known;
  const { loads = [] } = modules.get(target) ?? {};
  const found = new Set(loads.flatMap((next) => Array.from(needsOf(next))));
  needs.set(target, found);
  return found;
}

const needs = new Map<string, ReadonlySet<string>>();

/** Each `import()` of what needs an optional package without `loadWith` that names the package. */
function unguarded({ parsed }: Module): readonly string[] {
  const found: string[] = [];
  const look = (node: ts.Node): void => {
    ts.forEachChild(node, look);
    if (!ts.isCallExpression(node) || node.expression.kind !== ts.SyntaxKind.ImportKeyword) return;
    const [specifier] = node.arguments;
    const target = targetOf(parsed.fileName, specifier!);
    const named = demandedAround(node);
    for (const name of needsOf(target))
      if (!named.has(name)) found.push(`${parsed.fileName} loads ${target} without ${name}`);
  };
  look(parsed);
  return found;
}

/** Packages that the call of `loadWith` around a node demands, in it or in a constant of its function. */
function demandedAround(node: ts.Node): ReadonlySet<string> {
  let guard: ts.Node = node;
  while (!isGuard(guard)) {
    if (ts.isSourceFile(guard)) return new Set();
    guard = guard.parent;
  }
  let owner = guard;
  while (!ts.isFunctionDeclaration(owner) && !ts.isMethodDeclaration(owner)) owner = owner.parent;
  const names = new Set<string>();
  const look = (inner: ts.Node): void => {
    if (ts.isStringLiteral(inner) && ts.isArrayLiteralExpression(outsideOfAs(inner)))
      names.add(inner.text);
    ts.forEachChild(inner, look);
  };
  look(owner);
  return names;
}

function isGuard(node: ts.Node): boolean {
  return ts.isCallExpression(node) && node.expression.getText() === "loadWith";
}

function outsideOfAs({ parent }: ts.Node): ts.Node {
  return ts.isAsExpression(parent) ? parent.parent : parent;
}

test("the library and the program start without any optional package", () => {
  for (const entry of ["index.ts", "cli/bin.ts", "cli/process/event-loop-guard-thread.ts"]) {
    expect(modules.has(entry)).toBe(true);
    expect([entry, ...needsOf(entry)]).toEqual([entry]);
  }
});

test("whatever loads an optional package later says so where it is missing", () => {
  const users = [...modules.keys()].filter((file) => needsOf(file).size > 0);
  expect(users).toContain("submitter/image/shrink-image.ts");
  expect([...modules.values()].flatMap(unguarded)).toEqual([]);
});

test("a file that would load one by itself is found where it is planted", () => {
  const bare = moduleOf("app/planted.ts", 'async function f() { await import("sharp"); }');
  expect(unguarded(bare)).toEqual(["app/planted.ts loads sharp without sharp"]);
  const text = `async function f() {
    await loadWith({ what: "x", packages: ["fastify"] }, () => import("./monitoring/open-servers.ts"));
  }`;
  expect(unguarded(moduleOf("app/planted.ts", text))).toEqual([
    "app/planted.ts loads app/monitoring/open-servers.ts without prom-client",
  ]);
});
