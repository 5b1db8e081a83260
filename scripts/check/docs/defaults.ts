import { isDeepStrictEqual } from "node:util";
import { pathToFileURL } from "node:url";
import type { Option } from "../../../src/options/option.ts";
import { isOptions, type Member } from "./members.ts";
import { wordsOf } from "./names.ts";

/**
 * Options whose `@default` is missing, or is not what the schema beside them fills in; and words of an option
 * that its schema does not take.
 */
export async function wrongDefaults(members: readonly Member[]): Promise<readonly string[]> {
  const findings: string[] = [];
  for (const member of members.filter(({ parent }) => isOptions(parent))) {
    const checks = await checksOf(member);
    const finding = checks.length === 0 ? withoutSchema(member) : againstSchema(member, checks);
    if (finding !== null) findings.push(`${member.place} ${finding}`);
  }
  return findings;
}

/** The checks that the schemas of its file have for an option; none where there is no schema. */
async function checksOf({ name, file }: Member): Promise<readonly Option<unknown>[]> {
  if (!SCHEMA_FILE.test(file)) return [];
  const module = (await import(pathToFileURL(file).href)) as Record<string, unknown>;
  return Object.values(module).flatMap((value) => {
    const option: unknown = (value as Record<string, unknown> | null)?.[name];
    return isOption(option) ? [option] : [];
  });
}

function isOption(value: unknown): value is Option<unknown> {
  return typeof value === "object" && value !== null && "check" in value;
}

const SCHEMA_FILE = /\/options\/[\w-]+-options?\.ts$/u;

function withoutSchema({ isOptional, default: said }: Member): string | null {
  if (isOptional && said === null) return "does not say its @default";
  return !isOptional && said !== null ? "must be given, and has a @default" : null;
}

/** Several types of a file may have an option of the same name: one schema has to agree. */
function againstSchema(
  { default: said, type }: Member,
  checks: readonly Option<unknown>[],
): string | null {
  const defaults = checks.map(defaultInWords);
  if (!defaults.some((one) => isSame(one, said)))
    return `says ${said === null ? "no @default" : `@default ${said}`}, and it is ${defaults[0] ?? "none: it must be given"}`;
  const unknown = wordsOf(type).filter((word) =>
    checks.every(({ check }) => !check().safeParse(word).success),
  );
  return unknown.length === 0
    ? null
    : `names ${unknown.join(", ")}, which its schema does not take`;
}

/** As a `@default` says it; `null` for an option that must be given. */
function defaultInWords(option: Option<unknown>): string | null {
  if (!("default" in option)) return null;
  return option.default === undefined ? "none" : JSON.stringify(option.default);
}

function isSame(actual: string | null, said: string | null): boolean {
  if (actual === null || said === null || actual === "none") return actual === said;
  try {
    return isDeepStrictEqual(JSON.parse(actual), JSON.parse(said));
  } catch {
    return false;
  }
}
