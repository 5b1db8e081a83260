import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { Command } from "commander";
import ts from "typescript";
import { describe, expect, test } from "vitest";
import { MQTT_OPTIONS } from "../src/app/site/mqtt-vocabulary.ts";
import { addCommands } from "../src/cli/commands/commands.ts";
import { keyOfOption } from "../src/cli/flags/flags.ts";

const src = join(import.meta.dirname, "..", "src");
const files = readdirSync(src, { recursive: true, encoding: "utf8" })
  .map((file) => file.replaceAll("\\", "/"))
  .filter((file) => file.endsWith(".ts") && !file.startsWith("cli/"));

/** Files whose texts may name flags or commands, each with the reason. */
const OTHERS: ReadonlyMap<string, string> = new Map([
  ["core/packages/optional-packages.ts", "flags of npm"],
  ["core/platform/child-programs.ts", "flags of setpriv"],
  ["dashboard/now/source-rows.ts", "a page about a site, which the command line alone runs"],
  ["page/page-style.ts", "variables of CSS"],
  ["tune/page/tune-page.ts", "the title of a page"],
  ["report/page/report-page.ts", "the title of a page"],
  ["report/page/report-style.ts", "variables of CSS"],
  ["report/sheet/sheet-page.ts", "the title of a page"],
  ["report/sheet/sheet-image.ts", "what the metadata of a picture say made it"],
  ["app/paths/report-beginning.ts", "the beginning of that page, by which it is known again"],
  ["app/paths/tune-page-file.ts", "the beginning of that page, by which it is known again"],
  ["demo/demo-server.ts", "a page of commands to paste, for people who ask the demo service"],
]);

const program = new Command("frameferry");
addCommands(program, [], () => {});
const keys = new Set([
  ...program.commands.flatMap(({ options }) => options.map(keyOfOption)),
  // Those of a site file alone.
  ...MQTT_OPTIONS.map(({ key }) => key),
]);
const commands = program.commands.map((command) => command.name()).join("|");

const FLAG = /(?<![\w-])--[a-z]/u;
const COMMAND = new RegExp(`\\bframeferry (?:${commands})\\b`, "u");
const SPELLING = /^(?:option|optionName|byReader|command)$/u;

/** What in a file is spelled for one reader alone, a line each. */
function faultsIn(file: string, text: string): readonly string[] {
  const tree = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true);
  const faults: string[] = [];
  const visit = (node: ts.Node): void => {
    const fault = isText(node) ? faultOfText(node) : faultOfSpelling(node);
    const { line } = tree.getLineAndCharacterOfPosition(node.getStart(tree));
    if (fault !== null) faults.push(`${file}:${line + 1} ${fault}`);
    ts.forEachChild(node, visit);
  };
  visit(tree);
  return faults;
}

type Text = ts.StringLiteralLike | ts.TemplateHead | ts.TemplateMiddle | ts.TemplateTail;

function isText(node: ts.Node): node is Text {
  return (
    ts.isStringLiteralLike(node) ||
    ts.isTemplateHead(node) ||
    ts.isTemplateMiddleOrTemplateTail(node)
  );
}

function faultOfText(node: Text): string | null {
  if (FLAG.test(node.text)) return "names a flag";
  if (!COMMAND.test(node.text)) return null;
  const isForCommandLine = ancestorsOf(node).some(
    (outer) => ts.isPropertyAssignment(outer) && outer.name.getText() === "commandLine",
  );
  return isForCommandLine ? null : "shows a command";
}

function faultOfSpelling(node: ts.Node): string | null {
  if (!ts.isCallExpression(node) || !SPELLING.test(node.expression.getText())) return null;
  if (!ancestorsOf(node).some(ts.isFunctionLike)) return "spells before the reader is known";
  const [key] = node.arguments;
  if (!node.expression.getText().startsWith("option")) return null;
  if (key === undefined || !ts.isStringLiteral(key) || keys.has(key.text)) return null;
  return `names ${key.text}, which no flag stands for`;
}

function ancestorsOf(node: ts.Node): readonly ts.Node[] {
  const { parent } = node as { parent?: ts.Node };
  return parent === undefined ? [] : [parent, ...ancestorsOf(parent)];
}

describe("texts outside the command line", () => {
  test.each(files.filter((file) => !OTHERS.has(file)))(
    "of %s name options and commands by what spells them for their reader",
    (file) => {
      expect(faultsIn(file, readFileSync(join(src, file), "utf8"))).toEqual([]);
    },
  );

  test.each([...OTHERS])("of %s need their exception: %s", (file) => {
    expect(faultsIn(file, readFileSync(join(src, file), "utf8"))).not.toEqual([]);
  });
});

test("a text for one reader alone is found where it is planted", () => {
  const planted = (text: string): readonly string[] => faultsIn("planted.ts", text);
  expect(planted('const a = "leave --batch out";')).toEqual(["planted.ts:1 names a flag"]);
  expect(planted("const a = () => `${x}: lower --batch to ${y}`;")).toEqual([
    "planted.ts:1 names a flag",
  ]);
  expect(planted("const a = () => `frameferry resubmit ${x}`;")).toEqual([
    "planted.ts:1 shows a command",
  ]);
  expect(planted('\nconst a = `leave ${option("batch")} out`;')).toEqual([
    "planted.ts:2 spells before the reader is known",
  ]);
  expect(planted('const a = () => option("batches");')).toEqual([
    "planted.ts:1 names batches, which no flag stands for",
  ]);
  const sound =
    '() => byReader({ commandLine: `frameferry send ${x}`, library: option("batch") });';
  expect(planted(`// --batch\nconst a = ${sound}`)).toEqual([]);
});
