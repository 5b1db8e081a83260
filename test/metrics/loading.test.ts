import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import ts from "typescript";
import { expect, test } from "vitest";
import { REPOSITORY } from "../support/docs/readme.ts";

const src = join(REPOSITORY, "src");

/** What a file loads as soon as it is loaded itself, and not only for types. */
function loadedWith(text: string): readonly string[] {
  return ts
    .createSourceFile("file.ts", text, ts.ScriptTarget.Latest)
    .statements.filter(ts.isImportDeclaration)
    .filter(({ importClause }) => importClause?.phaseModifier !== ts.SyntaxKind.TypeKeyword)
    .map(({ moduleSpecifier }) => (moduleSpecifier as ts.StringLiteral).text);
}

/** Files that are loaded when a run is to have a server, and not before. */
const LATER =
  /(?:^|\/)(?:(?:web|metrics|dashboard)\/.*|(?:make-dashboard|open-servers|planned-servers)\.ts)$/u;

const isOfMetrics = (name: string): boolean =>
  ["prom-client", "fastify"].includes(name) || LATER.test(name);

test("nothing of the dashboard, of metrics and their server is loaded unless a run is to have them", () => {
  const files = readdirSync(src, { recursive: true, encoding: "utf8" })
    .map((file) => file.replaceAll("\\", "/"))
    .filter((file) => file.endsWith(".ts") && !file.startsWith("demo/") && !LATER.test(file));
  expect(files.length).toBeGreaterThan(100);
  const loading = files.filter((file) =>
    loadedWith(readFileSync(join(src, file), "utf8")).some(isOfMetrics),
  );
  expect(loading).toEqual([]);
});

test("a file that would load them is found where it is planted", () => {
  const text = 'import type { A } from "./web/a.ts";\nimport { b } from "../metrics/b.ts";';
  expect(loadedWith(text).filter(isOfMetrics)).toEqual(["../metrics/b.ts"]);
});
