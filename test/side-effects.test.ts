import { existsSync, readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import ts from "typescript";
import { expect, test } from "vitest";

const repository = join(import.meta.dirname, "..");
const src = join(repository, "src");
const { sideEffects } = JSON.parse(readFileSync(join(repository, "package.json"), "utf8"));

/** The sources of the files that package.json names. */
const named: readonly string[] = sideEffects.map((file: string) =>
  file.replace(/^\.\/dist\/(.+)\.js$/u, "$1.ts"),
);

/** Whether a statement only declares: such a file does nothing when a bundler leaves it out. */
function declares(statement: ts.Statement): boolean {
  if (ts.isImportDeclaration(statement)) return statement.importClause !== undefined;
  return (
    ts.isExportDeclaration(statement) ||
    ts.isFunctionDeclaration(statement) ||
    ts.isInterfaceDeclaration(statement) ||
    ts.isTypeAliasDeclaration(statement) ||
    ts.isVariableStatement(statement) ||
    (ts.isClassDeclaration(statement) && !statement.members.some(ts.isClassStaticBlockDeclaration))
  );
}

test("no file but those that package.json names does anything when it is loaded", () => {
  const files = readdirSync(src, { recursive: true, encoding: "utf8" });
  const active = files
    .map((file) => file.replaceAll("\\", "/"))
    .filter((file) => file.endsWith(".ts") && !named.includes(file))
    .filter((file) => {
      const text = readFileSync(join(src, file), "utf8");
      return !ts.createSourceFile(file, text, ts.ScriptTarget.Latest).statements.every(declares);
    });
  expect(active).toEqual([]);
});

test("package.json names files that are there", () => {
  expect(named.length).toBeGreaterThan(0);
  expect(named.filter((file) => !existsSync(join(src, file)))).toEqual([]);
});
