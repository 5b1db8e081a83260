import type { ProjectReflection } from "typedoc";
import ts from "typescript";
import { FrameferryError, type ErrorCode, type ErrorKind } from "../../../src/core/errors.ts";
import { EXIT_CODES, exitCodeOfError } from "../../../src/cli/process/exit-codes.ts";

/** An error code, as its doc comment and its uses have it. */
export interface DocumentedCode {
  readonly code: ErrorCode;
  /** When it comes. */
  readonly meaning: string;
  /** What to do about it; `""` where the comment has no second paragraph. */
  readonly remedy: string;
  /** Kinds that the code gives it: one, unless something is wrong. */
  readonly kinds: readonly ErrorKind[];
}

/** The codes of the union `ErrorCode`, in its order. */
export function documentedCodes(
  project: ProjectReflection,
  program: ts.Program,
): readonly DocumentedCode[] {
  const alias = project.getChildByName("ErrorCode");
  const type = alias?.isDeclaration() === true ? alias.type : undefined;
  if (type?.type !== "union") throw new Error("there is no union ErrorCode");
  const kinds = kindsOfCodes(program);
  return type.types.map((element, index) => {
    const code = (element.type === "literal" ? element.value : "") as ErrorCode;
    const text = (type.elementSummaries?.[index] ?? []).map((part) => part.text).join("");
    const [meaning = "", remedy = ""] = text.split(/\n\n+/u).map(oneLine);
    return { code, meaning, remedy, kinds: [...(kinds.get(code) ?? [])] };
  });
}

/** Codes that do not say when they come and what to do, or that no or several kinds are given with. */
export function wrongCodes(codes: readonly DocumentedCode[]): readonly string[] {
  return codes.flatMap(({ code, meaning, remedy, kinds }) => [
    ...(meaning === "" ? [`${code} does not say when it comes`] : []),
    ...(remedy === "" ? [`${code} does not say what to do, in a second paragraph`] : []),
    ...(kinds.length === 0 ? [`${code} is given nowhere`] : []),
    ...(kinds.length > 1 ? [`${code} is given with several kinds: ${kinds.join(", ")}`] : []),
  ]);
}

/** The table of all codes, in Markdown. */
export function tableOfCodes(codes: readonly DocumentedCode[]): string {
  const rows = codes.map(({ code, meaning, remedy, kinds: [kind = "usage"] }) => {
    const exitCode = exitCodeOf(code, kind);
    return `| \`${code}\` | ${meaning} | ${remedy} | ${kind} | ${exitCode} |`;
  });
  return [
    "| code | when it comes | what to do | kind | exit code |",
    "| --- | --- | --- | --- | --- |",
    ...rows,
  ].join("\n");
}

/** What only tells of frames that failed; the rest of their run is well. */
const OF_FAILED_FRAMES: ReadonlySet<ErrorCode> = new Set(["ERR_FRAMES_FAILED", "ERR_ALL_REJECTED"]);

function exitCodeOf(code: ErrorCode, kind: ErrorKind): number {
  if (OF_FAILED_FRAMES.has(code)) return EXIT_CODES.unfinished;
  return exitCodeOfError(new FrameferryError({ code, kind, message: "" }));
}

/** The kinds that each code is given with, in all objects of the program that have both. */
function kindsOfCodes(program: ts.Program): ReadonlyMap<string, ReadonlySet<ErrorKind>> {
  const checker = program.getTypeChecker();
  const kinds = new Map<string, Set<ErrorKind>>();
  const look = (node: ts.Node): void => {
    if (ts.isObjectLiteralExpression(node)) {
      const type = checker.getTypeAtLocation(node);
      const [kind, ...others] = literalsOf(checker, type, "kind");
      // An object that hands on the kind of another one says nothing of its own.
      if (kind !== undefined && others.length === 0)
        for (const code of literalsOf(checker, type, "code"))
          kinds.set(code, (kinds.get(code) ?? new Set()).add(kind as ErrorKind));
    }
    ts.forEachChild(node, look);
  };
  for (const file of program.getSourceFiles()) if (!file.isDeclarationFile) look(file);
  return kinds;
}

/** The texts that a property may be. */
function literalsOf(checker: ts.TypeChecker, type: ts.Type, name: string): readonly string[] {
  const property = checker.getPropertyOfType(type, name);
  if (property === undefined) return [];
  const found = checker.getTypeOfSymbol(property);
  const parts = found.isUnion() ? found.types : [found];
  return parts.flatMap((part) => (part.isStringLiteral() ? [part.value] : []));
}

function oneLine(text: string): string {
  return text.replaceAll(/\s+/gu, " ").trim();
}
