import type { HookOccasion } from "../../options/hook-options.ts";
import type { EventBody } from "./event-body.ts";
import { type PlaceholderKind, placeholdersOf } from "./placeholders.ts";

const PLACEHOLDER = /\{\{\s*([^{}]*?)\s*\}\}/gu;

/** Names in a template that no event of this kind has. */
export function unknownPlaceholders(template: string, when: HookOccasion): readonly string[] {
  const known = placeholdersOf(when);
  const names = [...template.matchAll(PLACEHOLDER)].map(([, name = ""]) => name);
  return [...new Set(names)].filter((name) => !Object.hasOwn(known, name));
}

/** True if a template is meant as JSON: it begins with a brace, or is JSON once it is filled in. */
export function isJsonTemplate(template: string, when: HookOccasion): boolean {
  return /^\s*\{(?!\{)/u.test(template) || isSoundJson(template, when);
}

/** True if a template is JSON once it is filled in. */
export function isSoundJson(template: string, when: HookOccasion): boolean {
  const kinds = placeholdersOf(when);
  const filled = template.replaceAll(
    PLACEHOLDER,
    (_, name: string) => SAMPLES[kinds[name] ?? "text"],
  );
  try {
    JSON.parse(filled);
    return true;
  } catch {
    return false;
  }
}

const SAMPLES: Readonly<Record<PlaceholderKind, string>> = { text: "x", number: "1", flag: "true" };

/** Makes bodies by a template. In JSON values are escaped, so that no label can add to it. */
export function templateBody(template: string, when: HookOccasion): EventBody {
  const kinds = placeholdersOf(when);
  const isJson = isJsonTemplate(template, when);
  const contentType = isJson ? "application/json" : "text/plain; charset=utf-8";
  return (event) => {
    const fields: Readonly<Record<string, unknown>> = { ...event };
    const body = template.replaceAll(PLACEHOLDER, (_, name: string) =>
      filledIn(fields[name], isJson, kinds[name]),
    );
    return { body, contentType };
  };
}

function filledIn(value: unknown, isJson: boolean, kind: PlaceholderKind | undefined): string {
  // A number that is missing may stand outside of quotes.
  if (value === null || value === undefined) return isJson && kind === "number" ? "null" : "";
  const text = typeof value === "string" ? value : JSON.stringify(value);
  return isJson ? JSON.stringify(text).slice(1, -1) : text;
}
